package dev.triptych.transport.inference;

import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.GraphListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.models.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what a name stands for; {@code M.<graph>} is a graph of {@code M} unless a model bears the whole name. */
final class Targets {
    private final Models models;

    Targets(Models models) {
        this.models = models;
    }

    /**
     * The ready target.
     *
     * @throws TaskException when there is none, it is not ready, or it has nothing to answer here
     */
    Target ready(String name, String version) {
        Optional<ModelListing> whole = models.lookUp(new ModelRef(name, version));
        if (whole.isPresent()) {
            return of(Models.ready(whole.get()));
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            Optional<ModelListing> model = models.lookUp(new ModelRef(name.substring(0, dot), version));
            if (model.isPresent()) {
                return graph(Models.ready(model.get()), name, name.substring(dot + 1));
            }
        }
        return of(Models.ready(models.find(new ModelRef(name, version))));
    }

    /** Whether the target answers now; nothing known under the name answers not. */
    boolean answers(String name, String version) {
        try {
            ready(name, version);
            return true;
        } catch (TaskException notReady) {
            return false;
        }
    }

    /** Everything that is ready: each model, and each graph of a typed one. */
    List<Target> all() {
        List<Target> all = new ArrayList<>();
        for (ModelListing listing : models.catalog().models()) {
            if (listing.state() == ModelListing.State.READY) {
                if (takesTensors(listing)) {
                    all.add(of(listing));
                }
                graphs(listing, models.catalog())
                        .forEach(name -> all.add(graph(
                                listing, name, name.substring(listing.name().length() + 1))));
            }
        }
        return all;
    }

    /** Whether a model takes tensors under its own name. */
    static boolean takesTensors(ModelListing listing) {
        return listing.graphs().containsKey("") || listing.tasks().containsKey(TaskKind.EMBED);
    }

    /** Why a model does not take tensors under its own name. */
    static TaskException typedAlone(ModelListing listing) {
        return TaskException.of(
                Reason.TASK_UNSUPPORTED,
                "model " + Quoted.text(listing.name()) + " takes no tensors; use the typed API for it");
    }

    /** The names of a typed model's graphs, sorted, without those that a model bears as a whole. */
    static List<String> graphs(ModelListing listing, Catalog catalog) {
        return listing.graphs().keySet().stream()
                .filter(graph -> !graph.isEmpty())
                .sorted()
                .map(graph -> listing.name() + "." + graph)
                .filter(name -> catalog.find(new ModelRef(name, "")).isEmpty())
                .toList();
    }

    /** Versions of the target's model that are ready, newest first. */
    List<String> readyVersions(Target target) {
        return models.versions(target.listing().name()).stream()
                .filter(listing -> listing.state() == ModelListing.State.READY)
                .map(ModelListing::version)
                .toList();
    }

    private static Target of(ModelListing listing) {
        GraphListing plain = listing.graphs().get("");
        if (plain != null) {
            return new Target.Raw(listing, listing.name(), plain);
        }
        if (listing.tasks().containsKey(TaskKind.EMBED)) {
            return new Target.Typed(listing);
        }
        throw typedAlone(listing);
    }

    private static Target graph(ModelListing listing, String name, String graphName) {
        GraphListing graph = listing.graphs().get(graphName);
        if (graph == null) {
            throw Models.unknown(new ModelRef(name, ""));
        }
        return new Target.Raw(listing, name, graph);
    }
}

package dev.triptych.runtime.model;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.GraphListing;
import dev.triptych.runtime.serving.ModelListing.HeadListing;
import dev.triptych.runtime.serving.ModelListing.Offers;
import dev.triptych.runtime.serving.ModelListing.SpaceListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelListing.ZeroShotListing;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.ZeroShot;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says of a model what callers may know. */
final class ListingBuilder {
    private ListingBuilder() {}

    static ModelListing of(String name, ModelVersion.Standing standing) {
        Loaded loaded = standing.loaded();
        TaskException failure = standing.failure();
        return new ModelListing(
                name,
                standing.version(),
                standing.state(),
                failure == null ? null : failure.reason(),
                failure == null ? "" : failure.text(),
                loaded == null ? "" : loaded.place(),
                loaded == null ? null : loaded.info(),
                loaded == null ? Map.of() : tasks(loaded),
                loaded == null ? List.of() : spaces(loaded),
                loaded == null ? null : zeroShot(loaded),
                loaded == null ? Map.of() : graphs(loaded),
                loaded == null ? List.of() : loaded.warnings(),
                loaded == null ? Offers.NONE : offers(loaded));
    }

    /** What a loaded model can do, each with the modalities it takes. */
    static Map<TaskKind, Set<Modality>> tasks(Loaded loaded) {
        Map<TaskKind, Set<Modality>> tasks = new EnumMap<>(TaskKind.class);
        for (Embedder embedder : loaded.embedders()) {
            tasks.computeIfAbsent(TaskKind.EMBED, kind -> EnumSet.noneOf(Modality.class))
                    .addAll(embedder.modalities());
            if (embedder.contrastive()) {
                tasks.computeIfAbsent(TaskKind.RANK, kind -> EnumSet.copyOf(embedder.modalities()));
            }
        }
        loaded.zeroShot()
                .ifPresent(rule -> tasks.put(
                        TaskKind.CLASSIFY, EnumSet.copyOf(rule.embedder().modalities())));
        if (loaded.zeroShot().isEmpty()) {
            loaded.classifier().ifPresent(head -> tasks.put(TaskKind.CLASSIFY, EnumSet.copyOf(head.modalities())));
        }
        loaded.extractor().ifPresent(extractor -> tasks.put(TaskKind.FEATURES, EnumSet.copyOf(extractor.modalities())));
        if (!loaded.graphs().isEmpty()) {
            tasks.put(TaskKind.INFER, Set.of());
        }
        return tasks;
    }

    private static List<SpaceListing> spaces(Loaded loaded) {
        return loaded.embedders().stream()
                .map(embedder -> new SpaceListing(
                        embedder.space(),
                        embedder.modalities(),
                        embedder.contrastive(),
                        embedder.prompts(),
                        embedder.dims().stream().sorted().toList()))
                .toList();
    }

    private static Offers offers(Loaded loaded) {
        HeadListing head = loaded.classifier()
                .map(classifier -> new HeadListing(classifier.labels(), classifier.activation()))
                .orElse(null);
        return new Offers(
                head, loaded.extractor().map(FeatureExtractor::features).orElse(List.of()), loaded.labelSets());
    }

    private static @Nullable ZeroShotListing zeroShot(Loaded loaded) {
        if (loaded.zeroShot().isEmpty()) {
            return null;
        }
        ZeroShot rule = loaded.zeroShot().get();
        return new ZeroShotListing(
                rule.logitScale(), rule.logitBias(), rule.activation(), rule.templates(), rule.labels());
    }

    private static Map<String, GraphListing> graphs(Loaded loaded) {
        Map<String, GraphListing> graphs = new TreeMap<>();
        loaded.graphs()
                .forEach((name, graph) ->
                        graphs.put(name, new GraphListing(graph.maxBatchSize(), graph.inputs(), graph.outputs())));
        return graphs;
    }
}

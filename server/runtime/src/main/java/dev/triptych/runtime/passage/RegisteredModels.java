package dev.triptych.runtime.passage;

import dev.triptych.runtime.model.Hold;
import dev.triptych.runtime.model.ModelRegistry;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.task.Lease;
import dev.triptych.runtime.task.Models;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.RawGraph;

/**
 * Lends the models of a registry; for raw tensors a model by its own name or one of its graphs as {@code model.graph}.
 * Thread-safe.
 */
public final class RegisteredModels implements Models {
    private final ModelRegistry registry;

    /** Lends the models of this registry. */
    public RegisteredModels(ModelRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Lease acquire(ModelRef ref, TaskKind task) {
        return task == TaskKind.INFER ? raw(ref) : new LentModel(registry.hold(ref, task), null, registry.labelSets());
    }

    // Names may hold dots, so the longest name that is a model's wins.
    private Lease raw(ModelRef ref) {
        String name = ref.name();
        for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
            ModelRef model = new ModelRef(name.substring(0, end), ref.version());
            if (registry.lookUp(model).isPresent()) {
                return graph(model, end == name.length() ? "" : name.substring(end + 1), ref);
            }
        }
        return graph(ref, "", ref);
    }

    private Lease graph(ModelRef model, String graph, ModelRef asked) {
        Hold hold = registry.hold(model, TaskKind.INFER);
        RawGraph raw = hold.loaded().graphs().get(graph);
        if (raw != null) {
            return new LentModel(hold, raw, registry.labelSets());
        }
        hold.close();
        if (!graph.isEmpty()) {
            throw ModelRegistry.unknown(asked);
        }
        throw TaskException.of(
                Reason.TASK_UNSUPPORTED,
                "Model " + hold.name() + " takes no raw tensors under its own name; use "
                        + String.join(", ", hold.loaded().rawNames(hold.name())) + ".");
    }
}

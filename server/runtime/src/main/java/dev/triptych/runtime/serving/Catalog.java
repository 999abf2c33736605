package dev.triptych.runtime.serving;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is served right now. Thread-safe; answers are snapshots. */
public interface Catalog {
    /** All models and versions, by name and version, in every state. */
    List<ModelListing> models();

    /** A model by reference, in whatever state; an empty version means the newest. */
    Optional<ModelListing> find(ModelRef model);

    /** What became of what was asked of a version so far; empty when it is not loaded, or nobody counts. */
    default Optional<ModelTotals> totals(ModelRef model) {
        return Optional.empty();
    }

    /** The label sets that any contrastive model may use, by name. */
    Map<String, List<String>> labelSets();

    /** Whether loading at start has ended, nothing drains, and at least one model is ready. */
    boolean ready();

    /** Calls back after each change of a model's state or of readiness, on any thread; quick. */
    void onChange(Runnable listener);
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelRef;

/** Lends models to calls. Thread-safe; never blocks. */
public interface Models {
    /**
     * Lends the model that a caller means; it stays loaded until the lease is closed.
     *
     * @throws dev.triptych.spi.error.TaskException when the model is unknown, not ready, ambiguous, or lacks the task
     */
    Lease acquire(ModelRef ref, ModelListing.TaskKind task);
}

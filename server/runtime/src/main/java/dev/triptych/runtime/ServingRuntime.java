package dev.triptych.runtime;

import dev.triptych.runtime.plugin.PluginSet;
import dev.triptych.runtime.repository.ModelSource;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.Inference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The server behind the edge: devices, models and tasks, from start to drain. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ServingRuntime implements AutoCloseable {
    private ServingRuntime() {}

    /**
     * Starts a backend and its lanes, and begins to load the models, one at a time, in order.
     *
     * @throws dev.triptych.spi.error.TaskException {@code BACKEND_MISSING} when no backend starts
     */
    public static ServingRuntime start(
            RuntimeOptions options, RuntimeParts parts, PluginSet plugins, List<ModelSource> models) {
        throw new UnsupportedOperationException("soon");
    }

    /** The tasks. */
    public Inference inference() {
        throw new UnsupportedOperationException("soon");
    }

    /** What is served. */
    public Catalog catalog() {
        throw new UnsupportedOperationException("soon");
    }

    /** Completes when each model that was named at start is ready or has failed. */
    public CompletionStage<Void> loaded() {
        throw new UnsupportedOperationException("soon");
    }

    /** Completes when a device is lost; readiness has gone by then, and the process should end. */
    public CompletionStage<String> deviceLost() {
        throw new UnsupportedOperationException("soon");
    }

    /** What is under way. */
    public RuntimeGauges gauges() {
        throw new UnsupportedOperationException("soon");
    }

    /**
     * Refuses new requests, waits for those under way, then stops lanes and closes models and backends. Blocks; never
     * call it on an event loop or a lane.
     *
     * @return true when every request had ended in time; false when the rest was given up
     */
    public boolean drain(Duration timeout) {
        throw new UnsupportedOperationException("soon");
    }

    /** Drains without waiting. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("soon");
    }
}

package dev.triptych.testing;

import dev.triptych.spi.backend.BackendException;
import java.util.Map;

/** What a graph of a {@link FakeBackend} computes. */
@FunctionalInterface
public interface GraphFunction {
    /**
     * Computes the outputs from stacked and padded inputs, both by port name. Inputs may be kept or returned.
     *
     * @throws BackendException to play a failure of the engine
     */
    Map<String, Batch> run(Map<String, Batch> inputs) throws BackendException;
}

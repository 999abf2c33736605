package dev.triptych.spi.backend;

import dev.triptych.spi.tensor.TensorAllocator;

/**
 * A graph ready to run on one device.
 *
 * <p>Closed once, by the loader's thread, when no execution is open and none can be opened any more.
 */
public interface Compiled extends AutoCloseable {
    /** Memory held for as long as this is open, in bytes; an upper bound. */
    long residentBytes();

    /** Memory that one run of this size needs besides, in bytes; an upper bound. */
    long scratchBytes(int rows, int[] lengths);

    /** Binds the graph to a lane. Called on the lane's thread; outputs come from the allocator. */
    Execution open(TensorAllocator allocator) throws BackendException;

    @Override
    void close();
}

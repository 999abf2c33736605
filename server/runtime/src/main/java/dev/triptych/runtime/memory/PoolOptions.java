package dev.triptych.runtime.memory;

/**
 * How a {@link PooledAllocator} keeps memory.
 *
 * @param maxRetainedBytes the most bytes of free buffers that are kept for later; 0 keeps none
 * @param poison whether released memory is overwritten with {@code 0xDB}, so that a late reader is seen; for tests
 */
public record PoolOptions(long maxRetainedBytes, boolean poison) {
    /** Refuses a negative bound. */
    public PoolOptions {
        if (maxRetainedBytes < 0) {
            throw new IllegalArgumentException("maxRetainedBytes: got " + maxRetainedBytes + ", must be at least 0");
        }
    }
}

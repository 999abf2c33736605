package dev.triptych.app.server;

import org.jspecify.annotations.Nullable;

/**
 * What requests may use together: three quarters of the direct memory, from which decoded items and tensors are taken; the
 * rest is the batches' and the network's. Messages as they came lie in the network's memory and then on the heap. The
 * launcher sizes heap and direct memory by the process's limit.
 */
public final class MemoryPlan {
    private static final long MIB = 1L << 20;
    /** What a small server needs even where the limit is not known. */
    private static final long FLOOR = 128 * MIB;

    private MemoryPlan() {}

    /**
     * What items' vectors may take of the heap, from which calls' own objects are taken too.
     *
     * @param asked what the operator asked for; null for the default, an eighth
     * @param maxHeapBytes the JVM's limit of the heap
     */
    public static long cache(@Nullable Long asked, long maxHeapBytes) {
        return asked != null ? asked : maxHeapBytes / 8;
    }

    /**
     * What messages that are not answered may hold together: a third of the heap, or of the direct memory where that is
     * less; two of the largest in any case.
     *
     * @param maxMessageBytes the largest message
     */
    public static long inbound(long maxMessageBytes, long maxHeapBytes, long maxDirectBytes) {
        return Math.max(2 * maxMessageBytes, Math.min(maxHeapBytes, maxDirectBytes) / 3);
    }

    /**
     * The byte budget of requests: at most the direct memory, from which decoded items and tensors are taken.
     *
     * @param asked what the operator asked for; 0 for the default
     * @param maxDirectBytes the JVM's limit of direct memory
     */
    public static long budget(long asked, long maxDirectBytes) {
        return asked > 0 ? asked : Math.max(FLOOR, maxDirectBytes / 4 * 3);
    }
}

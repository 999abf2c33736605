package dev.triptych.app.server;

import org.jspecify.annotations.Nullable;

/**
 * What requests may use together, of the heap and direct memory that the launcher has sized by the process's limit.
 *
 * <p>Of the direct memory five eighths are for decoded items and tensors, a quarter for messages that are not answered,
 * which lie in the network's buffers and then on the heap; the last eighth is the batches'. A small process has what one
 * request needs first: two of the largest messages, and a floor of the budget, may then be more than there is, and a call
 * that meets the end of the memory fails by itself.
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
     * What messages that are not answered may hold together: a quarter of the heap, or of the direct memory where that
     * is less; two of the largest in any case.
     *
     * @param maxMessageBytes the largest message
     */
    public static long inbound(long maxMessageBytes, long maxHeapBytes, long maxDirectBytes) {
        return Math.max(2 * maxMessageBytes, Math.min(maxHeapBytes, maxDirectBytes) / 4);
    }

    /**
     * The byte budget of requests: five eighths of the direct memory, from which decoded items and tensors are taken, or a
     * floor.
     *
     * @param asked what the operator asked for; 0 for the default
     * @param maxDirectBytes the JVM's limit of direct memory
     */
    public static long budget(long asked, long maxDirectBytes) {
        return asked > 0 ? asked : Math.max(FLOOR, maxDirectBytes / 8 * 5);
    }
}

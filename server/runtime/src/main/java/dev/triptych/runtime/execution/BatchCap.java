package dev.triptych.runtime.execution;

import dev.triptych.spi.backend.Device;
import dev.triptych.spi.model.StageSpec;
import java.util.Arrays;
import java.util.List;

/**
 * How much of a stage goes into one batch.
 *
 * <p>On a device with memory of its own, as many rows as the stage allows. Where lanes are cores, a large batch gains
 * nothing once the arithmetic fills them: it only keeps one lane from what another could run. There a batch takes 8 rows,
 * or as many as run in 10 ms. Whoever runs the server may say otherwise.
 */
final class BatchCap {
    private static final long SLICE_NANOS = 10_000_000;
    private static final long CPU_ROWS = 8;

    /** A row's length where the stage names none. */
    private static final int GUESSED_LENGTH = 128;

    private BatchCap() {}

    /**
     * The most cost of a batch.
     *
     * @param mostRows what the server was told; 0 for nothing
     * @param longestRow the cost of one row of {@link #longest} lengths
     * @param nanosPerCost what a unit of cost was seen to take; 0 when nobody knows
     */
    static long cost(Device device, int mostRows, long longestRow, double nanosPerCost) {
        if (mostRows > 0) {
            return Math.multiplyExact(mostRows, longestRow);
        }
        if (device.memoryBytes() != 0) {
            return Long.MAX_VALUE;
        }
        long inSlice = nanosPerCost > 0 ? (long) (SLICE_NANOS / nanosPerCost) : 0;
        return Math.max(CPU_ROWS * longestRow, inSlice);
    }

    /** The longest lengths that a stage names, or a guess. */
    static int[] longest(StageSpec spec, int lengths) {
        int[] longest = new int[lengths];
        Arrays.fill(longest, GUESSED_LENGTH);
        List<List<Integer>> rungs = spec.rungs();
        if (!rungs.isEmpty() && rungs.get(rungs.size() - 1).size() == lengths) {
            Arrays.setAll(longest, i -> rungs.get(rungs.size() - 1).get(i));
        }
        return longest;
    }
}

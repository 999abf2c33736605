package dev.triptych.scheduling;

import java.util.Arrays;

/**
 * A high percentile of the last few values, exact over its window: the nearest rank (Hyndman and Fan, 1996, definition 1).
 *
 * <p>A window and not a running estimate, since it needs no step size and forgets what is old at once. Adding a value
 * moves at most a window of numbers. Owned by one thread or guarded by its owner's lock.
 */
final class Percentile {
    private final double rank;
    private final long[] byAge;
    private final long[] sorted;
    private int size;
    private int oldest;

    /** The given share, above 0 and at most 1, of a window of so many values. */
    Percentile(double rank, int window) {
        this.rank = rank;
        this.byAge = new long[window];
        this.sorted = new long[window];
    }

    /** Adds a value; the oldest leaves when the window is full. */
    void add(long value) {
        if (size == byAge.length) {
            int at = Arrays.binarySearch(sorted, 0, size, byAge[oldest]);
            System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
            size--;
        }
        int found = Arrays.binarySearch(sorted, 0, size, value);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, at, sorted, at + 1, size - at);
        sorted[at] = value;
        byAge[oldest] = value;
        oldest = (oldest + 1) % byAge.length;
        size++;
    }

    /** Forgets all values. */
    void clear() {
        size = 0;
        oldest = 0;
    }

    /** The percentile; 0 without values. */
    long value() {
        return size == 0 ? 0 : sorted[(int) Math.ceil(rank * size) - 1];
    }
}

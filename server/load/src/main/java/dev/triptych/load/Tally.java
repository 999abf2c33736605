package dev.triptych.bench.load;

import org.HdrHistogram.Histogram;

/** Counts operations against a window; thread-safe. */
public final class Tally {
    private static final int DIGITS = 3;

    private final Window window;
    // What follows is read and written under this object's lock.
    private final Histogram latencies = new Histogram(DIGITS);
    private double items;
    private long failed;

    public Tally(Window window) {
        this.window = window;
    }

    /** The window counted against. */
    public Window window() {
        return window;
    }

    /**
     * Counts an operation that has ended.
     *
     * @param answered items with an answer
     * @param broken items that failed
     */
    public synchronized void count(long fromNanos, long toNanos, int answered, int broken) {
        items += answered * window.share(fromNanos, toNanos);
        if (window.holds(toNanos)) {
            failed += broken;
            latencies.recordValue(Math.max(0, toNanos - fromNanos));
        }
    }

    /** What was counted so far. */
    public synchronized Figures figures() {
        return new Figures(items, failed, window.seconds(), latencies.copy());
    }
}

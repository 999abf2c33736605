package dev.triptych.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What one measurement found.
 *
 * @param items items answered inside the window; those that straddle an edge by the share of their time inside
 * @param failed items that failed, of operations that ended inside the window
 * @param seconds length of the window
 * @param latencies nanoseconds of each operation that ended inside the window; read only
 */
public record Figures(double items, long failed, double seconds, Histogram latencies) {
    /** Items a second. */
    public double rate() {
        return items / seconds;
    }

    /**
     * The latency that this share of operations does not exceed, in milliseconds; 0 when none ended.
     *
     * @param percentile 0 to 100
     */
    public double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /** Operations that ended inside the window. */
    public long operations() {
        return latencies.getTotalCount();
    }
}

package dev.triptych.load;

import dev.triptych.load.Trouble.Kind;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one measurement found. Histograms hold nanoseconds and are read only.
 *
 * @param items items answered inside the window; those that straddle an edge by the share of their time inside
 * @param good those of requests that were answered within the deadline
 * @param sent requests sent in all, warm-up included
 * @param ended requests of the window that were not answered in full, by the worst trouble of an item
 * @param troubles items of the window without an answer, by why
 * @param seconds length of the window
 * @param latencies of each request of the window that was answered in full
 * @param refusals of each that was refused
 * @param lags how late each was sent; empty when requests follow each other
 */
public record Figures(
        double items,
        double good,
        long sent,
        Map<Kind, Long> ended,
        Map<Trouble, Long> troubles,
        double seconds,
        Histogram latencies,
        Histogram refusals,
        Histogram lags) {
    public Figures {
        ended = Map.copyOf(ended);
        troubles = Collections.unmodifiableMap(new TreeMap<>(troubles));
    }

    /** Items answered a second. */
    public double rate() {
        return items / seconds;
    }

    /** Items answered within the deadline a second. */
    public double goodput() {
        return good / seconds;
    }

    /**
     * The latency that this share of answered requests does not exceed, in milliseconds; 0 when none was answered.
     *
     * @param percentile 0 to 100
     */
    public double millis(double percentile) {
        return millis(latencies, percentile);
    }

    /** The same of one of the histograms. */
    public static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }

    /** Requests of the window that were answered in full. */
    public long answered() {
        return latencies.getTotalCount();
    }

    /** Requests of the window that were not, of one kind. */
    public long ended(Kind kind) {
        return ended.getOrDefault(kind, 0L);
    }

    /** Requests of the window. */
    public long requests() {
        return answered() + ended.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Items of the window without an answer. */
    public long failed() {
        return troubles.values().stream().mapToLong(Long::longValue).sum();
    }
}

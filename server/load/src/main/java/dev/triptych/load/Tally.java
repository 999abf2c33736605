package dev.triptych.load;

import dev.triptych.load.Trouble.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Counts requests against a window; thread-safe.
 *
 * <p>Rates count items by the share of their request's time that lies inside, whichever way requests are made. A latency
 * and a trouble belong to the window that {@link Edge} names.
 */
public final class Tally {
    /** Which end of a request must lie in the window for its latency to count. */
    public enum Edge {
        /**
         * Its begin, for requests that come at their own pace: by their ends, those that are still waiting when the window
         * closes would be left out, and they are the slow ones.
         */
        BEGIN,
        /** Its end, for requests that follow each other. */
        END
    }

    private static final int DIGITS = 3;

    private final Window window;
    private final Edge edge;
    private final long deadlineNanos;
    // What follows is read and written under this object's lock.
    private final Histogram latencies = new Histogram(DIGITS);
    private final Histogram refusals = new Histogram(DIGITS);
    private final Histogram lags = new Histogram(DIGITS);
    private final Map<Trouble, Long> troubles = new TreeMap<>();
    private final Map<Kind, Long> ended = new EnumMap<>(Kind.class);
    private double items;
    private double good;
    private long sent;

    /** Counts whole requests by their end; every answer is good. */
    public Tally(Window window) {
        this(window, Edge.END, Long.MAX_VALUE);
    }

    /**
     * Counts against a window.
     *
     * @param deadlineNanos what a request may take for its answers to be good
     */
    public Tally(Window window, Edge edge, long deadlineNanos) {
        this.window = window;
        this.edge = edge;
        this.deadlineNanos = deadlineNanos;
    }

    /** The window counted against. */
    public Window window() {
        return window;
    }

    /**
     * Counts that a request was sent.
     *
     * @param meantNanos when it should have been
     * @param nowNanos when it was
     */
    public synchronized void sent(long meantNanos, long nowNanos) {
        sent++;
        if (window.holdsBegin(meantNanos)) {
            lags.recordValue(Math.max(0, nowNanos - meantNanos));
        }
    }

    /**
     * Counts a request that has ended.
     *
     * @param fromNanos when it was sent, or meant to be
     */
    public synchronized void count(long fromNanos, long toNanos, Answer answer) {
        long took = Math.max(0, toNanos - fromNanos);
        double inside = answer.answered() * window.share(fromNanos, toNanos);
        items += inside;
        good += took <= deadlineNanos ? inside : 0;
        if (!(edge == Edge.BEGIN ? window.holdsBegin(fromNanos) : window.holds(toNanos))) {
            return;
        }
        answer.troubles().forEach(trouble -> troubles.merge(trouble, 1L, Long::sum));
        Optional<Kind> worst = answer.worst();
        if (worst.isEmpty()) {
            latencies.recordValue(took);
        } else {
            ended.merge(worst.get(), 1L, Long::sum);
            if (worst.get() == Kind.REFUSED) {
                refusals.recordValue(took);
            }
        }
    }

    /** What was counted so far. */
    public synchronized Figures figures() {
        return new Figures(
                items,
                good,
                sent,
                Map.copyOf(ended),
                troubles,
                window.seconds(),
                latencies.copy(),
                refusals.copy(),
                lags.copy());
    }
}

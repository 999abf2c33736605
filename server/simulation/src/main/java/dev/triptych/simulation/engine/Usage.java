package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Flow;
import java.util.HashMap;
import java.util.Map;

/** What the lanes of a station did with their time. Times are of computing, in nanoseconds. */
public final class Usage {
    private final Map<Flow, Long> charged = new HashMap<>();
    private long busy;
    private long dead;
    private long repeated;
    private long batches;
    private long rows;
    private long ownCost;
    private long ranCost;

    void charge(Flow flow, long nanos) {
        charged.merge(flow, nanos, Long::sum);
    }

    void ran(long nanos, long deadNanos, int rowCount, long own, long ran) {
        busy += nanos;
        dead += deadNanos;
        batches++;
        rows += rowCount;
        ownCost += own;
        ranCost += ran;
    }

    void repeated(long nanos) {
        repeated += nanos;
    }

    /** The time of all lanes. */
    public long busy() {
        return busy;
    }

    /** The part of it that went to works whose request had ended before them. */
    public long dead() {
        return dead;
    }

    /** The part of it that went to batches that failed. */
    public long repeated() {
        return repeated;
    }

    /** The part of it that a flow used. */
    public long of(Flow flow) {
        return charged.getOrDefault(flow, 0L);
    }

    /** How many batches ran, parts of failed ones included. */
    public long batches() {
        return batches;
    }

    /** How many works were in them. */
    public long rows() {
        return rows;
    }

    /** The cost of these works. */
    public long ownCost() {
        return ownCost;
    }

    /** The cost that ran, padding included. */
    public long ranCost() {
        return ranCost;
    }
}

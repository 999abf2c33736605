package dev.triptych.scheduling;

import java.util.Objects;

/**
 * The limits of batches and of the queue for one bucket key.
 *
 * @param maxRows the most rows in a batch, at least 1; a work with more rows is refused
 * @param maxCost the most cost in a batch, padding included, at least 1; a single work above it runs alone
 * @param maxMergeRatio how much padding a batch may carry: its cost padded over its cost unpadded, at least 1; 1 allows
 *     merging only where padding costs nothing
 * @param bounds how much may wait under this key
 */
public record BatchPolicy(int maxRows, long maxCost, double maxMergeRatio, QueueBounds bounds) {
    /** Refuses limits under which nothing could run. */
    public BatchPolicy {
        Objects.requireNonNull(bounds, "bounds");
        if (maxRows < 1 || maxCost < 1 || !(maxMergeRatio >= 1)) {
            throw new IllegalArgumentException("policy: got rows " + maxRows + ", cost " + maxCost + ", merge ratio "
                    + maxMergeRatio + ", each must be at least 1");
        }
    }

    /**
     * What a work adds to the device time that waits, in nanoseconds: its own, and its part of what each full batch costs
     * anyhow; 0 while the profile is not ready. A batch counts as full at the slice, as when others wait; where it may be
     * fuller, this is too much rather than too little.
     *
     * @param cost the work's, at least 0
     * @param rows the work's, at least 1
     */
    public double asksNanos(ServiceProfile profile, long cost, int rows) {
        if (!profile.ready()) {
            return 0;
        }
        double alpha = profile.alphaNanos();
        double beta = profile.betaNanos();
        double full = Math.min((double) maxCost, (double) cost / rows * maxRows);
        if (beta > 0) {
            full = Math.min(full, (Assembly.SLICE_NANOS - alpha) / beta);
        }
        return beta * cost + alpha * Math.min(1, cost / Math.max(1, full));
    }

    /**
     * How long the largest batch takes that such a work may be in, pessimistically; {@link Long#MAX_VALUE} while the profile
     * is not ready.
     *
     * @param cost the work's, at least 0
     * @param rows the work's, at least 1
     * @param givenNanos how long the work has; no batch takes more than half of it
     */
    public long fullNanos(ServiceProfile profile, long cost, int rows, long givenNanos) {
        if (!profile.ready()) {
            return Long.MAX_VALUE;
        }
        double full = Math.min((double) maxCost, (double) cost / rows * maxRows);
        return Math.min(Math.max(0, givenNanos) / 2, profile.pessimisticNanos((long) full));
    }

    /** Batches of one row, for host work. */
    public static BatchPolicy single(QueueBounds bounds) {
        return new BatchPolicy(1, Long.MAX_VALUE, 1, bounds);
    }
}

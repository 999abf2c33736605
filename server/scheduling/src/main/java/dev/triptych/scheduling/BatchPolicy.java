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

    /** Batches of one row, for host work. */
    public static BatchPolicy single(QueueBounds bounds) {
        return new BatchPolicy(1, Long.MAX_VALUE, 1, bounds);
    }
}

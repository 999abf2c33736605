package dev.triptych.scheduling;

import java.util.List;
import java.util.Objects;

/**
 * What decides whether two works may share a batch: the same key, and lengths that can be padded to a common one.
 *
 * @param key equal for works that may run together (model, version, stage, values shared by a whole batch); compared by
 *     {@code equals}, so immutable and cheap to hash
 * @param rungs the lengths this work itself occupies, one per padded axis, each at least 0; empty when nothing is
 *     padded. Where graphs are captured for fixed lengths, already rounded up to one of them
 */
public record Bucket(Object key, List<Integer> rungs) {
    /** Copies the lengths in. */
    public Bucket {
        Objects.requireNonNull(key, "key");
        rungs = List.copyOf(rungs);
        for (int rung : rungs) {
            if (rung < 0) {
                throw new IllegalArgumentException("rungs: got " + rungs + ", each must be at least 0");
            }
        }
    }

    /** A bucket without padded axes. */
    public static Bucket of(Object key) {
        return new Bucket(key, List.of());
    }

    /** The lengths as a fresh array. */
    public int[] lengths() {
        int[] lengths = new int[rungs.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = rungs.get(i);
        }
        return lengths;
    }
}

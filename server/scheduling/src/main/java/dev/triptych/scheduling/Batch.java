package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Works that run together, padded to common lengths. Immutable; safe for use by many threads.
 *
 * <p>Invariants: at least one work; all of one bucket key; no length below any work's own; rows within the policy's cap;
 * cost within the policy's cap unless there is one work only.
 *
 * @param <W> the work
 */
public final class Batch<W extends Work> {
    private final List<W> works;
    private final int[] lengths;
    private final int rows;
    private final long cost;
    private final long chargedNanos;

    private Batch(List<W> works, int[] lengths, int rows, long cost, long chargedNanos) {
        this.works = works;
        this.lengths = lengths;
        this.rows = rows;
        this.cost = cost;
        this.chargedNanos = chargedNanos;
    }

    /** The works as one batch, padded to the longest of them. */
    public static <W extends Work> Batch<W> of(List<W> works) {
        if (works.isEmpty()) {
            throw new IllegalArgumentException("works: got none, a batch has at least one");
        }
        int[] lengths = works.get(0).bucket().lengths();
        for (W work : works) {
            Lengths.raise(lengths, work.bucket().rungs());
        }
        return bound(new ArrayList<>(works), lengths, 0);
    }

    /** Takes the list over. */
    static <W extends Work> Batch<W> bound(List<W> works, int[] lengths, long chargedNanos) {
        int rows = 0;
        long cost = 0;
        for (int i = 0; i < works.size(); i++) {
            W work = works.get(i);
            rows += work.rows();
            cost += work.cost(lengths);
        }
        return new Batch<>(Collections.unmodifiableList(works), lengths, rows, cost, chargedNanos);
    }

    /** The works, in the order of their rows. */
    public List<W> works() {
        return works;
    }

    /** The key that all works share. */
    public Object key() {
        return works.get(0).bucket().key();
    }

    /** The lengths to pad to, one per padded axis; a fresh array. */
    public int[] lengths() {
        return lengths.clone();
    }

    /** The rows of all works. */
    public int rows() {
        return rows;
    }

    /** The cost of all works, padding included. */
    public long cost() {
        return cost;
    }

    /** What the flows were charged when the batch was bound; set right when it has finished. */
    long chargedNanos() {
        return chargedNanos;
    }

    @Override
    public String toString() {
        return "Batch[" + key() + ", works " + works.size() + ", rows " + rows + ", cost " + cost + "]";
    }
}

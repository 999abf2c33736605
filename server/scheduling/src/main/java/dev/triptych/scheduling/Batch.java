package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works that run together, padded to common lengths. Immutable but for who is blamed; safe for use by many threads.
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
    private final Release release;
    private final long ownCost;
    private final @Nullable Receipt<W> receipt;
    private volatile @Nullable Blame blame;

    /**
     * Who made a batch fail.
     *
     * @param works those that failed alone
     * @param extraNanos what finding them took
     */
    record Blame(List<? extends Work> works, long extraNanos) {}

    private Batch(
            List<W> works,
            int[] lengths,
            int rows,
            long cost,
            long ownCost,
            Release release,
            @Nullable Receipt<W> receipt) {
        this.works = Collections.unmodifiableList(works);
        this.lengths = lengths;
        this.rows = rows;
        this.cost = cost;
        this.release = release;
        this.ownCost = ownCost;
        this.receipt = receipt;
    }

    /** The works as one batch, padded to the longest of them: a part of a failed batch, to be run again. */
    public static <W extends Work> Batch<W> of(List<W> works) {
        if (works.isEmpty()) {
            throw new IllegalArgumentException("works: got none, a batch has at least one");
        }
        int[] lengths = works.get(0).bucket().lengths();
        int rows = 0;
        for (W work : works) {
            Lengths.raise(lengths, work.bucket().rungs());
            rows += work.rows();
        }
        long cost = 0;
        long own = 0;
        for (W work : works) {
            cost += work.cost(lengths);
            own += work.cost(work.bucket().lengths());
        }
        return new Batch<>(new ArrayList<>(works), lengths, rows, cost, own, Release.EMPTY, null);
    }

    static <W extends Work> Batch<W> bound(
            List<Entry<W>> entries,
            int[] lengths,
            int rows,
            long cost,
            long ownCost,
            Release release,
            Receipt<W> receipt) {
        List<W> works = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            works.add(entries.get(i).work);
        }
        return new Batch<>(works, lengths, rows, cost, ownCost, release, receipt);
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

    /** What closed it. */
    public Release release() {
        return release;
    }

    /** The cost of all works without padding; what is above it in {@link #cost} is waste. */
    public long ownCost() {
        return ownCost;
    }

    /**
     * Tells, before the batch is told to have ended, which of its works made it fail and what finding them took. That time
     * is charged to their flows alone, and whoever is blamed often is batched apart from others.
     *
     * @param works those that failed alone, or none
     * @param extraNanos the time of all runs but the first
     */
    public void blame(List<? extends Work> works, long extraNanos) {
        blame = new Blame(List.copyOf(works), Math.max(0, extraNanos));
    }

    /** Who was blamed; null when nobody said anything. */
    @Nullable Blame blame() {
        return blame;
    }

    /** What the dispatcher settles when the batch has finished; null for a batch that it did not bind. */
    @Nullable Receipt<W> receipt() {
        return receipt;
    }

    @Override
    public String toString() {
        return "Batch[" + key() + ", works " + works.size() + ", rows " + rows + ", cost " + cost + "]";
    }
}

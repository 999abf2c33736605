package dev.triptych.scheduling;

import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The works of one bucket key on one device, sorted into shelves by their lengths. Guarded by the dispatcher's lock. */
final class BucketQueue<W extends Work> {
    private static final double LEARNING = 0.25;

    final BatchPolicy policy;
    final ServiceProfile profile;
    final FairClock<W> clock;
    final int band;
    final TreeMap<int[], Shelf<W>> shelves = new TreeMap<>(Lengths::compare);
    int waiting;
    long waitingCost;
    private final Set<LaneGroup> lanes;
    private final int axes;
    private double nanosPerCost;
    private boolean learned;

    BucketQueue(Work first, FairClock<W> clock, BatchPolicy policy, ServiceProfile profile) {
        this.policy = policy;
        this.profile = profile;
        this.clock = clock;
        this.lanes = first.lanes();
        this.axes = first.bucket().rungs().size();
        this.band = first.band();
    }

    /** Refuses a work that breaks what equal keys promise. */
    void check(Work work) {
        if (work.bucket().rungs().size() != axes
                || work.band() != band
                || !work.lanes().equals(lanes)) {
            throw new IllegalArgumentException(
                    "work: its lanes, band or number of lengths differ from another's of the same key");
        }
        if (work.rows() < 1) {
            throw new IllegalArgumentException("work: got rows " + work.rows() + ", must be at least 1");
        }
    }

    Shelf<W> shelf(int[] lengths) {
        Shelf<W> shelf = shelves.get(lengths);
        if (shelf == null) {
            shelf = new Shelf<>(this, lengths);
            shelves.put(lengths, shelf);
        }
        return shelf;
    }

    /** The line that goes first in the shelf with the most urgent one; only of a queue where something waits. */
    Line<W> first() {
        Line<W> best = null;
        for (Shelf<W> shelf : shelves.values()) {
            Line<W> line = shelf.next();
            best = line != null && (best == null || line.head().goesBefore(best.head())) ? line : best;
        }
        return Objects.requireNonNull(best);
    }

    boolean runsOn(LaneGroup group) {
        return lanes.contains(group);
    }

    /** The device time that a work is charged when it is dispatched: as measured here, else as the profile has it. */
    double charge(long cost, int rows) {
        return Math.max(1, learned ? nanosPerCost * cost : policy.asksNanos(profile, cost, rows));
    }

    /** How long its backlog takes on so many lanes; a guess until a batch was measured. */
    long backlogNanos(int laneCount, long unknown) {
        return learned ? Math.round(nanosPerCost * waitingCost / Math.max(1, laneCount)) : unknown;
    }

    void learn(long cost, long nanos) {
        double measured = (double) nanos / Math.max(1, cost);
        nanosPerCost = learned ? nanosPerCost + LEARNING * (measured - nanosPerCost) : measured;
        learned = true;
        profile.record(cost, nanos);
    }

    void sweep() {
        shelves.values().removeIf(Shelf::isEmpty);
        shelves.values().forEach(Shelf::sweep);
    }
}

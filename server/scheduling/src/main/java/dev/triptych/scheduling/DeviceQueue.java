package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that waits for one device. Guarded by the dispatcher's lock.
 *
 * <p>Invariants: an entry is in its line, and in the expiry heap if it can expire, exactly while it is queued;
 * {@link #waiting} counts the queued entries. Empty queues, shelves, lines and accounts are kept for the next work and
 * swept now and then, because keys and flows come from callers and must not pile up.
 */
final class DeviceQueue<W extends Work> {
    private static final int SWEEP_EVERY = 4096;
    private static final int MAX_PASSES = 16;

    /** What a lane that was called does alone, in nanoseconds: another would take longer to come. */
    private static final double SHORT_NANOS = 100_000;

    final LaneGroup group;
    final List<LaneState> lanes = new ArrayList<>();
    int waiting;
    long waitingCost;
    int running;
    private double waitingNanos;
    private int unknown;
    private final PolicyBook policies;
    final FairClock<W> clock;
    private final int[] passedOver = new int[Dispatcher.BANDS];
    private final Map<Object, BucketQueue<W>> queues = new HashMap<>();
    private final Heap<Entry<W>> expiry = new Entry.ByExpiry<>();
    private int untilSweep = SWEEP_EVERY;

    DeviceQueue(LaneGroup group, PolicyBook policies, Weights weights) {
        this.group = group;
        this.policies = policies;
        this.clock = new FairClock<>(weights);
    }

    /**
     * The queue for works like this one.
     *
     * @param apart whether the work must not share a batch with other tenants'
     */
    BucketQueue<W> queue(W work, boolean apart) {
        Object shared = work.bucket().key();
        Object key = apart ? new Offenders.Apart(shared, work.flow().tenant()) : shared;
        BucketQueue<W> queue = queues.get(key);
        if (queue == null) {
            queue = new BucketQueue<>(work, clock, policies.policy(shared), policies.profile(shared, group));
            queues.put(key, queue);
        }
        queue.check(work);
        return queue;
    }

    void add(Entry<W> entry) {
        Line<W> line = entry.line;
        boolean opens = line.entries.isEmpty();
        entry.queued = true;
        line.entries.add(entry);
        if (opens) {
            clock.opened(line, line.shelf.queue.band);
            line.shelf.opened(line);
        } else {
            line.account.lines(line.shelf.queue.band).moved(line);
        }
        if (entry.latestStart != Long.MAX_VALUE) {
            expiry.add(entry);
        }
        count(entry, 1);
    }

    void remove(Entry<W> entry) {
        Line<W> line = entry.line;
        entry.queued = false;
        if (line.entries.size() == 1) {
            // Leave the heaps while the line still has the head that they are ordered by.
            line.shelf.emptied(line);
            clock.emptied(line, line.shelf.queue.band);
            line.entries.remove(entry);
        } else {
            line.entries.remove(entry);
            line.account.lines(line.shelf.queue.band).moved(line);
        }
        expiry.remove(entry);
        count(entry, -1);
    }

    private void count(Entry<W> entry, int sign) {
        if (sign > 0) {
            clock.ask(entry.line.account, entry.asks, entry.slot);
        } else {
            clock.answered(entry.line.account, entry.asks, entry.slot);
        }
        entry.line.cost += sign * entry.cost;
        waiting += sign;
        waitingNanos = waiting == 0 ? 0 : waitingNanos + sign * entry.asks;
        unknown += entry.asks > 0 ? 0 : sign;
        waitingCost += sign * entry.cost;
        entry.line.shelf.queue.waiting += sign;
        entry.line.shelf.queue.waitingCost += sign * entry.cost;
    }

    /** An entry whose latest start has passed; null when there is none. */
    @Nullable Entry<W> expired(long nowNanos) {
        Entry<W> entry = expiry.peek();
        return entry != null && entry.latestStart < nowNanos ? entry : null;
    }

    /**
     * The line that fairness and urgency put first among those that may run on the group; null when none may. Its own group
     * may run all that waits here.
     */
    @Nullable Line<W> next(LaneGroup lanes) {
        int overdue = overdue();
        Line<W> line = overdue < 0 ? null : first(overdue, lanes);
        for (int band = 0; band < Dispatcher.BANDS && line == null; band++) {
            line = first(band, lanes);
        }
        return line;
    }

    /** The band's first line if it may run there; else the most urgent one that may, whoever's turn it is. */
    private @Nullable Line<W> first(int band, LaneGroup lanes) {
        Line<W> line = clock.next(band);
        if (line == null || line.shelf.queue.runsOn(lanes)) {
            return line;
        }
        Line<W> best = null;
        for (BucketQueue<W> queue : queues.values()) {
            if (queue.waiting > 0 && queue.band == band && queue.runsOn(lanes)) {
                Line<W> other = queue.first();
                best = best == null || other.head().goesBefore(best.head()) ? other : best;
            }
        }
        return best;
    }

    /** The band that was passed over too often; -1 when none was. */
    private int overdue() {
        for (int band = Dispatcher.BANDS - 1; band > 0; band--) {
            if (passedOver[band] >= MAX_PASSES && !clock.isEmpty(band)) {
                return band;
            }
        }
        return -1;
    }

    /** The band of what the group would run next of this; -1 when it must wait no longer, past the last when there is none. */
    int rank(LaneGroup lanes) {
        Line<W> line = next(lanes);
        if (line == null) {
            return Dispatcher.BANDS;
        }
        int band = line.shelf.queue.band;
        return band == overdue() ? -1 : band;
    }

    /** Notes which band was served, so that the ones behind it do not starve. */
    void served(int served) {
        passedOver[served] = 0;
        passed(served);
    }

    /** Notes that this device's lane served such a band elsewhere. */
    void passed(int served) {
        for (int band = served + 1; band < Dispatcher.BANDS; band++) {
            passedOver[band] += clock.isEmpty(band) ? 0 : 1;
        }
    }

    /** How busy it is: what waits, then what runs; comparable between devices that share work. */
    long load() {
        return waitingCost + waiting + running;
    }

    /** Any entry that waits; null when none does. */
    @Nullable Entry<W> any() {
        Line<W> line = next(group);
        return line == null ? null : line.head();
    }

    /** When such work should have ended, under the fair order. */
    long finishNanos(Arrival work, long now) {
        long service = work.serviceNanos();
        double before = clock.spentUntil(work, now) - service;
        int side = Math.max(1, group.gate().parallel(lanes.size()));
        double parallel = Math.min(side, group.cores().parallel());
        if (before >= 1 || running >= parallel) {
            before += residual(now);
        }
        long start = Math.max(now + Math.round(before / parallel), work.readyNanos());
        // Behind a whole batch of its own flow, the next will be full too, and ends as one.
        boolean full = clock.before(work, now) >= work.batchNanos();
        return start + (full ? Math.max(service, work.batchNanos()) : service);
    }

    /** The time that what runs still takes on all lanes together; what nobody knows counts as nothing. */
    private double residual(long now) {
        double left = 0;
        for (int i = 0; i < lanes.size(); i++) {
            LaneState lane = lanes.get(i);
            left += lane.busy && lane.ends != Long.MAX_VALUE ? Math.max(0, lane.ends - now) : 0;
        }
        return left;
    }

    /** How many lanes were woken and have not polled yet. */
    int called() {
        int called = 0;
        for (int i = 0; i < lanes.size(); i++) {
            called += lanes.get(i).called ? 1 : 0;
        }
        return called;
    }

    /** Whether all that waits takes so little that one lane does it sooner than two; not while nobody knows of any. */
    boolean isShort() {
        return unknown == 0 && waitingNanos <= SHORT_NANOS;
    }

    /** A part of so many works for one lane, when others are on their way that may run beside it. */
    int part(int works) {
        int lanesAtOnce = Math.min(1 + called(), group.gate().parallel(lanes.size()));
        return lanesAtOnce <= 1 ? Integer.MAX_VALUE : (works + lanesAtOnce - 1) / lanesAtOnce;
    }

    /** A lane that is idle and may bind now; null when there is none. */
    @Nullable LaneState idle(long nowNanos) {
        for (int i = 0; i < lanes.size(); i++) {
            LaneState lane = lanes.get(i);
            if (lane.idle && group.gate().mayBind(lane.lane, nowNanos)) {
                return lane;
            }
        }
        return null;
    }

    /**
     * An idle lane, if the gate is shut and opens by the passing of time alone: it asked when nothing waited, so it must ask
     * once more to learn when.
     */
    @Nullable LaneState early() {
        if (group.gate().opensAtNanos() == Long.MAX_VALUE) {
            return null;
        }
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).idle) {
                return lanes.get(i);
            }
        }
        return null;
    }

    /** Forgets what is empty, after so many works that it costs nothing beside them; whether it did now. */
    boolean sweepSometimes() {
        if (--untilSweep > 0) {
            return false;
        }
        untilSweep = SWEEP_EVERY;
        queues.values().removeIf(queue -> queue.waiting == 0);
        queues.values().forEach(BucketQueue::sweep);
        clock.sweep();
        return true;
    }
}

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

    final LaneGroup group;
    final List<LaneState> lanes = new ArrayList<>();
    int waiting;
    long waitingCost;
    int running;
    private final PolicyBook policies;
    private final List<Band<W>> bands = new ArrayList<>();
    private final Map<Object, BucketQueue<W>> queues = new HashMap<>();
    private final Heap<Entry<W>> expiry = new Entry.ByExpiry<>();
    private int untilSweep = SWEEP_EVERY;

    DeviceQueue(LaneGroup group, PolicyBook policies) {
        this.group = group;
        this.policies = policies;
        for (int i = 0; i < Dispatcher.BANDS; i++) {
            bands.add(new Band<>());
        }
    }

    /** The queue for works like this one. */
    BucketQueue<W> queue(W work) {
        Object key = work.bucket().key();
        BucketQueue<W> queue = queues.get(key);
        if (queue == null) {
            queue = new BucketQueue<>(work, bands.get(work.band()), policies.policy(key), policies.profile(key, group));
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
            line.shelf.queue.band.opened(line);
            line.shelf.opened(line);
        } else {
            line.account.lines.moved(line);
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
            line.shelf.queue.band.emptied(line);
            line.entries.remove(entry);
        } else {
            line.entries.remove(entry);
            line.account.lines.moved(line);
        }
        expiry.remove(entry);
        count(entry, -1);
    }

    private void count(Entry<W> entry, int sign) {
        waiting += sign;
        waitingCost += sign * entry.cost;
        entry.line.shelf.queue.waiting += sign;
        entry.line.shelf.queue.waitingCost += sign * entry.cost;
    }

    /** An entry whose latest start has passed; null when there is none. */
    @Nullable Entry<W> expired(long nowNanos) {
        Entry<W> entry = expiry.peek();
        return entry != null && entry.latestStart < nowNanos ? entry : null;
    }

    /** The line that fairness and urgency put first; null when nothing waits. */
    @Nullable Line<W> next() {
        Band<W> chosen = null;
        for (int i = 0; i < bands.size(); i++) {
            Band<W> band = bands.get(i);
            if (!band.isEmpty() && (chosen == null || band.passedOver >= MAX_PASSES)) {
                chosen = band;
            }
        }
        return chosen == null ? null : chosen.next();
    }

    /** Notes which band was served, so that the ones behind it do not starve. */
    void served(Band<W> served) {
        boolean behind = false;
        for (int i = 0; i < bands.size(); i++) {
            Band<W> band = bands.get(i);
            if (band == served) {
                behind = true;
                band.passedOver = 0;
            } else if (behind && !band.isEmpty()) {
                band.passedOver++;
            }
        }
    }

    /** How busy it is: what waits, then what runs; comparable between devices that share work. */
    long load() {
        return waitingCost + waiting + running;
    }

    /** Any entry that waits; null when none does. */
    @Nullable Entry<W> any() {
        Line<W> line = next();
        return line == null ? null : line.head();
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

    /** Forgets what is empty, after so many works that it costs nothing beside them. */
    void sweepSometimes() {
        if (--untilSweep > 0) {
            return;
        }
        untilSweep = SWEEP_EVERY;
        queues.values().removeIf(queue -> queue.waiting == 0);
        queues.values().forEach(BucketQueue::sweep);
        bands.forEach(Band::sweep);
    }
}

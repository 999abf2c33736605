package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The putting together of one batch. Guarded by the dispatcher's lock; lives for one poll.
 *
 * <p>The head is what fairness and urgency put first. Its own shelf fills the batch, flow by flow from the one that used
 * least; then shorter works join, padded to the batch; then the batch grows to longer works, all inside the caps, and only
 * while that makes it do more in its time. It grows no further than the earliest deadline in it allows;
 * a work whose own deadline is tighter than that is passed by, since it would make everybody's batches small.
 * The batch dimension is never padded.
 */
final class Assembly<W extends Work> {
    /** How long a batch may take while other flows or queues wait, in nanoseconds, where the profile can tell. */
    static final long SLICE_NANOS = 10_000_000;

    /** Who came so lately is expected again: what comes while a long batch runs would wait for the whole of it. */
    private static final long LATELY_NANOS = 200_000_000;

    private static final int MAX_SHELVES = 32;

    /** How many lines with deadlines too tight for the batch are passed by. */
    private static final int MAX_ASIDE = 32;

    /** How much of a batch's start a batch must be to be worth running for a late head: 9 is nine tenths of full speed. */
    private static final double WORTH = 9;

    private final DeviceQueue<W> device;
    private final BucketQueue<W> queue;
    private final Drops<W> drops;
    private final long now;
    private final List<Entry<W>> taken = new ArrayList<>();
    private final List<Line<W>> aside = new ArrayList<>(0);
    private final long maxCost;
    private final int maxWorks;
    private final TenantAccount<W> first;
    private int[] target;
    private int rows;
    private long padded;
    private long own;
    private Release stop = Release.EMPTY;

    /** Whether the entry that did not fit last was kept out by its own deadline. */
    private boolean tight;

    private long deadline = Long.MAX_VALUE;
    private long allowance = Long.MAX_VALUE;

    private Assembly(DeviceQueue<W> device, Line<W> line, Drops<W> drops, long now) {
        this.device = device;
        this.queue = line.shelf.queue;
        this.first = line.account.tenant;
        this.drops = drops;
        this.now = now;
        this.target = line.shelf.lengths;
        this.maxCost = maxCost(line.account);
        this.maxWorks = device.part(queue.waiting);
    }

    /** The best batch that waits at the device and may run on the group; null when there is none of so few rows. */
    static <W extends Work> @Nullable Batch<W> bind(
            DeviceQueue<W> device, LaneGroup group, Drops<W> drops, long now, int maxRows) {
        while (true) {
            Line<W> line = device.next(group);
            if (line == null) {
                return null;
            }
            if (dropDead(device, line.head(), drops) || dropHopeless(device, line, drops, now)) {
                continue;
            }
            return line.head().work.rows() > maxRows ? null : new Assembly<>(device, line, drops, now).fill(line);
        }
    }

    private static <W extends Work> boolean dropDead(DeviceQueue<W> device, Entry<W> entry, Drops<W> drops) {
        if (entry.work.live()) {
            return false;
        }
        device.remove(entry);
        drops.add(entry.work, DropReason.CANCELLED);
        return true;
    }

    /**
     * Drops a head that is so late that only a batch too small to be worth its start would still be in time, when its own
     * flow has more to run: an overloaded flow that ran such heads would run nothing else. Nexus (Shen and others, 2019)
     * calls it early drop.
     */
    private static <W extends Work> boolean dropHopeless(
            DeviceQueue<W> device, Line<W> line, Drops<W> drops, long now) {
        Entry<W> head = line.head();
        BucketQueue<W> queue = line.shelf.queue;
        ServiceProfile profile = queue.profile;
        if (head.deadline == Long.MAX_VALUE || !profile.ready() || profile.betaNanos() <= 0) {
            return false;
        }
        double most = Math.min(
                (double) queue.policy.maxCost(), (double) head.cost / head.work.rows() * queue.policy.maxRows());
        double allowed = (head.allowance - profile.alphaNanos()) / profile.betaNanos();
        double worthwhile = Math.min(WORTH * profile.alphaNanos() / profile.betaNanos(), Math.min(most, allowed));
        if (worthwhile <= head.cost || line.cost < worthwhile) {
            return false;
        }
        if (profile.pessimisticNanos((long) worthwhile) <= head.deadline - now) {
            return false;
        }
        device.remove(head);
        drops.add(head.work, DropReason.HOPELESS);
        return true;
    }

    private long maxCost(FlowAccount<W> account) {
        ServiceProfile profile = queue.profile;
        boolean othersWait = device.waiting > queue.waiting
                || device.clock.flows() > 1
                || device.clock.othersCame(account, now, LATELY_NANOS);
        if (!othersWait || !profile.ready() || profile.betaNanos() <= 0) {
            return queue.policy.maxCost();
        }
        double slice = (SLICE_NANOS - profile.alphaNanos()) / profile.betaNanos();
        return Math.min(queue.policy.maxCost(), Math.max(1, (long) slice));
    }

    private Batch<W> fill(Line<W> first) {
        queue.clock.serve(first.account);
        device.served(queue.band);
        Shelf<W> shelf = first.shelf;
        take(first.head());
        takeFrom(shelf);
        if (queue.shelves.size() > 1) {
            mergeShorter(shelf);
            mergeLonger(shelf);
        }
        for (int i = 0; i < aside.size(); i++) {
            aside.get(i).shelf.opened(aside.get(i));
        }
        return Batch.bound(taken, target, rows, padded, own, release(), new Receipt<>(queue, taken, padded));
    }

    private Release release() {
        if (queue.waiting == 0) {
            return Release.EMPTY;
        }
        if (rows >= queue.policy.maxRows()) {
            return Release.ROWS;
        }
        return taken.size() >= maxWorks ? Release.SHARED : stop;
    }

    private void mergeShorter(Shelf<W> from) {
        int[] key = queue.shelves.lowerKey(from.lengths);
        for (int i = 0; i < MAX_SHELVES && key != null && !full(); i++) {
            if (Lengths.covers(target, key)) {
                takeFrom(queue.shelf(key));
            }
            key = queue.shelves.lowerKey(key);
        }
    }

    private void mergeLonger(Shelf<W> from) {
        int[] key = queue.shelves.higherKey(from.lengths);
        for (int i = 0; i < MAX_SHELVES && key != null && !full(); i++) {
            Shelf<W> shelf = queue.shelf(key);
            Entry<W> head = liveHead(shelf);
            while (head != null && !grow(head, key) && passedBy(head)) {
                head = liveHead(shelf);
            }
            if (head != null && !head.queued) {
                takeFrom(shelf);
            }
            key = queue.shelves.higherKey(key);
        }
    }

    /** Pads the batch up to an entry's lengths, if it then still fits with the entry inside. */
    private boolean grow(Entry<W> entry, int[] lengths) {
        tight = false;
        int[] raised = target.clone();
        for (int i = 0; i < raised.length; i++) {
            raised[i] = Math.max(raised[i], lengths[i]);
        }
        long repadded = 0;
        for (int i = 0; i < taken.size(); i++) {
            long cost = costAt(taken.get(i), raised);
            if (cost < 0) {
                return false;
            }
            repadded += cost;
        }
        if (!fits(entry, repadded, costAt(entry, raised))) {
            return false;
        }
        target = raised;
        padded = repadded;
        take(entry);
        return true;
    }

    private void takeFrom(Shelf<W> shelf) {
        for (Entry<W> entry = liveHead(shelf); entry != null && !full(); entry = liveHead(shelf)) {
            if (fits(entry, padded, costInBatch(entry))) {
                take(entry);
            } else if (!passedBy(entry)) {
                return;
            }
        }
    }

    /** Sets the line of an entry that did not fit aside until the batch is whole, if only its own deadline was in the way. */
    private boolean passedBy(Entry<W> entry) {
        if (!tight || aside.size() >= MAX_ASIDE) {
            return false;
        }
        entry.line.shelf.emptied(entry.line);
        aside.add(entry.line);
        return true;
    }

    private @Nullable Entry<W> liveHead(Shelf<W> shelf) {
        for (Line<W> line = shelf.next(); line != null; line = shelf.next()) {
            Entry<W> entry = line.head();
            if (!dropDead(device, entry, drops)) {
                return entry;
            }
        }
        return null;
    }

    /** Whether looking further is in vain. */
    private boolean full() {
        return rows >= queue.policy.maxRows() || queue.waiting == 0 || taken.size() >= maxWorks;
    }

    private boolean fits(Entry<W> entry, long paddedBefore, long cost) {
        tight = false;
        if (cost < 0) {
            return false;
        }
        if (entry.work.rows() > queue.policy.maxRows() - rows) {
            stop = Release.ROWS;
        } else if (cost > maxCost - paddedBefore) {
            stop = maxCost < queue.policy.maxCost() ? Release.SLICE : Release.COST;
        } else if (paddedBefore + cost > queue.policy.maxMergeRatio() * (own + entry.cost)
                || !pays(entry, paddedBefore + cost)) {
            stop = Release.PADDING;
        } else if (!fillsGently(entry, paddedBefore + cost)) {
            stop = Release.SLICE;
        } else if (!inTime(deadline, allowance, paddedBefore + cost)) {
            stop = Release.DEADLINE;
        } else if (!inTime(entry.deadline, entry.allowance, paddedBefore + cost)) {
            stop = Release.DEADLINE;
            tight = true;
        } else {
            return true;
        }
        return false;
    }

    /**
     * Whether the entry may lengthen the batch of the tenant that goes first: one that has more than a slice waiting fills a
     * lighter tenant's batch up to half a slice only, so that who asks for little is not made to wait for a whole slice more.
     */
    private boolean fillsGently(Entry<W> entry, long cost) {
        TenantAccount<W> tenant = entry.line.account.tenant;
        if (tenant == first || first.backlog() > SLICE_NANOS || tenant.backlog() <= SLICE_NANOS) {
            return true;
        }
        return !queue.profile.ready() || queue.profile.nanos(cost) <= SLICE_NANOS / 2;
    }

    /**
     * Whether a batch of this cost with the entry inside does as much work in its time as without, padding not counted as
     * work, where the profile can tell. A batch that has hardly begun takes much padding rather than pay its start for so
     * little; one that is nearly full takes none.
     */
    private boolean pays(Entry<W> entry, long cost) {
        ServiceProfile profile = queue.profile;
        if (cost - padded <= entry.cost || !profile.ready() || profile.betaNanos() <= 0) {
            return true;
        }
        double start = profile.alphaNanos() / profile.betaNanos();
        return (own + entry.cost) * (start + padded) >= own * (start + cost);
    }

    /**
     * Whether a batch of this cost ends before a deadline, where the profile can tell, and takes no more than the half of the
     * given time that is allowed: who comes while it runs waits for it and then for a batch like it.
     */
    private boolean inTime(long until, long allowed, long cost) {
        if (until == Long.MAX_VALUE || !queue.profile.ready()) {
            return true;
        }
        return queue.profile.pessimisticNanos(cost) <= Math.min(until - now, allowed);
    }

    private long costInBatch(Entry<W> entry) {
        return entry.line.shelf.lengths == target ? entry.cost : costAt(entry, target);
    }

    /** The cost when padded; negative where the work's own rule fails, and then it is not padded so far. */
    private static long costAt(Entry<?> entry, int[] lengths) {
        try {
            return entry.work.cost(lengths);
        } catch (RuntimeException broken) {
            // Rules come from model authors. Throwing here would lose the works taken so far.
            return -1;
        }
    }

    private void take(Entry<W> entry) {
        device.remove(entry);
        taken.add(entry);
        rows += entry.work.rows();
        padded += costInBatch(entry);
        own += entry.cost;
        deadline = Math.min(deadline, entry.deadline);
        allowance = Math.min(allowance, entry.allowance);
        entry.charged = queue.charge(entry.cost, entry.work.rows());
        entry.line.account.running++;
        queue.clock.charge(entry.line.account, entry.charged);
    }
}

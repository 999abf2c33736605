package dev.triptych.scheduling;

/**
 * A work in a queue, and the permit its caller holds. Guarded by the dispatcher's lock.
 *
 * <p>Invariant: {@link #queued} is true from the offer until the one moment when the work is dispatched or dropped.
 */
final class Entry<W extends Work> implements Admission.Admitted {
    final W work;
    final Dispatcher<W> dispatcher;
    final Line<W> line;
    final DeviceQueue<W> device;
    final long latestStart;
    final long deadline;

    /** How much time its batch may take at most: half of what it was given when it came. */
    final long allowance;

    final long startTag;
    final long sequence;
    final long cost;
    /** What it adds to the device time that waits, in nanoseconds. */
    final double asks;

    /** When that is due, as a slot of {@link DueTimes}. */
    final long slot;

    boolean queued;
    double charged;
    int inLine = -1;
    int inExpiry = -1;

    Entry(W work, Dispatcher<W> dispatcher, Line<W> line, DeviceQueue<W> device, long sequence, long cost, long now) {
        this.work = work;
        this.dispatcher = dispatcher;
        this.line = line;
        this.device = device;
        this.latestStart = work.latestStartNanos();
        this.deadline = work.deadlineNanos();
        this.allowance = deadline == Long.MAX_VALUE ? deadline : Math.max(0, deadline - now) / 2;
        this.startTag = work.startTag();
        this.slot = DueTimes.slot(latestStart, now);
        this.sequence = sequence;
        this.cost = cost;
        this.asks = line.shelf.queue.policy.asksNanos(line.shelf.queue.profile, cost, work.rows());
    }

    /** The order inside a flow: urgency, then the request's age, then the order of arrival. */
    boolean goesBefore(Entry<W> other) {
        if (latestStart != other.latestStart) {
            return latestStart < other.latestStart;
        }
        return startTag != other.startTag ? startTag < other.startTag : sequence < other.sequence;
    }

    @Override
    public boolean withdraw() {
        return dispatcher.withdraw(this);
    }

    /** Entries of one line, the one to run next first. */
    static final class ByUrgency<W extends Work> extends Heap<Entry<W>> {
        @Override
        boolean before(Entry<W> left, Entry<W> right) {
            return left.goesBefore(right);
        }

        @Override
        int place(Entry<W> entry) {
            return entry.inLine;
        }

        @Override
        void place(Entry<W> entry, int place) {
            entry.inLine = place;
        }
    }

    /** Entries of one device, the one to expire next first. */
    static final class ByExpiry<W extends Work> extends Heap<Entry<W>> {
        @Override
        boolean before(Entry<W> left, Entry<W> right) {
            return left.goesBefore(right);
        }

        @Override
        int place(Entry<W> entry) {
            return entry.inExpiry;
        }

        @Override
        void place(Entry<W> entry, int place) {
            entry.inExpiry = place;
        }
    }
}

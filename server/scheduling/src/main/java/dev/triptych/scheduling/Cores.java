package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The processors that several groups of lanes share: no more lanes run at once than there are processors, and groups take
 * turns by the time that they used, each in proportion to its lanes.
 *
 * <p>Lanes that decode and lanes of a device that is the processor itself are more than its cores. Left to the kernel they
 * all run at once, each at a fraction of its speed: what nearly ends does not end, and no forecast holds. A lane takes its
 * turn before it asks for work, so a batch still grows until it can run.
 *
 * <p>Start-time fair queueing over groups: at each request a group comes level with who was served last, so that it saves
 * nothing up while it has nothing to run, or cannot use its share. Where the groups' lanes together are no more than the
 * processors, nobody waits and nothing is locked. All shares are made before the first lane starts. Thread-safe.
 */
public final class Cores {
    /** The most that one run is charged: a process that was suspended in it has not used that time. */
    private static final long LONGEST = 1_000_000_000;

    private final int processors;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean scarce;

    // All below: guarded by lock.
    private final List<Share> shares = new ArrayList<>();
    private int lanes;
    private int free;
    private double clock;

    /** So many processors, none of them taken. */
    public Cores(int processors) {
        if (processors < 1) {
            throw new IllegalArgumentException("processors: got " + processors + ", must be at least 1");
        }
        this.processors = processors;
        this.free = processors;
    }

    /** The share of a group with so many lanes. */
    public Share share(int groupLanes) {
        lock.lock();
        try {
            Share share = new Share(groupLanes);
            shares.add(share);
            lanes += groupLanes;
            scarce = lanes > processors;
            return share;
        } finally {
            lock.unlock();
        }
    }

    /** A share of nothing that anybody else uses: its lanes never wait. */
    static Share unshared() {
        return new Cores(Integer.MAX_VALUE).share(0);
    }

    /** How many lanes wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return shares.stream().mapToInt(share -> share.waiting).sum();
        } finally {
            lock.unlock();
        }
    }

    /** The group that waits and has used the least; null when none waits. Holds the lock. */
    private @Nullable Share first() {
        Share best = null;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.waiting > 0 && (best == null || share.used < best.used)) {
                best = share;
            }
        }
        return best;
    }

    /** What a group of lanes has of the processors. */
    public final class Share {
        private final int groupLanes;

        // All below: guarded by lock.
        private final Condition turn = lock.newCondition();
        private int active;
        private int waiting;
        private int granted;
        private double used;

        private Share(int groupLanes) {
            this.groupLanes = groupLanes;
        }

        /** A place for one lane. */
        Seat seat() {
            return new Seat(this);
        }

        /**
         * How many of its lanes can run side by side now: as many as lanes of other groups leave processors, and no fewer
         * than its share of them.
         */
        double parallel() {
            if (!scarce) {
                return Double.MAX_VALUE;
            }
            lock.lock();
            try {
                int others = 0;
                for (int i = 0; i < shares.size(); i++) {
                    others += shares.get(i) == this ? 0 : shares.get(i).active;
                }
                return Math.max(processors - others, (double) processors * groupLanes / lanes);
            } finally {
                lock.unlock();
            }
        }

        private void asks() {
            used = Math.max(used, clock);
        }

        private void served() {
            clock = Math.max(clock, used);
        }

        private void grant() {
            waiting--;
            granted++;
            served();
            turn.signal();
        }

        private void count(long runNanos) {
            used += (double) Math.min(runNanos, LONGEST) / groupLanes;
        }
    }

    /** One lane's place. Belongs to the lane's thread, but for {@link #interrupt}. */
    final class Seat {
        private final Share share;
        private boolean held;

        /** Guarded by lock. */
        private boolean interrupted;

        private Seat(Share share) {
            this.share = share;
        }

        /**
         * Takes this lane's turn if that needs no wait. Who has it already keeps it, unless another group that waits has
         * used less, and then gives it up.
         */
        boolean takeNow() {
            if (!scarce) {
                return true;
            }
            lock.lock();
            try {
                share.asks();
                if (held) {
                    Share other = first();
                    if (other == null || other.used >= share.used) {
                        share.served();
                        return true;
                    }
                    leave();
                } else if (free > 0) {
                    free--;
                    share.active++;
                    share.served();
                    held = true;
                }
                return held;
            } finally {
                lock.unlock();
            }
        }

        /** Waits for this lane's turn; false when the wait was ended by {@link #interrupt}, and then it has none. */
        boolean take() {
            if (!scarce) {
                return true;
            }
            lock.lock();
            try {
                if (takeNow()) {
                    return true;
                }
                share.active++;
                share.waiting++;
                while (share.granted == 0 && !interrupted) {
                    share.turn.awaitUninterruptibly();
                }
                if (share.granted > 0) {
                    share.granted--;
                    held = true;
                } else {
                    share.waiting--;
                    share.active--;
                }
                interrupted = false;
                return held;
            } finally {
                lock.unlock();
            }
        }

        /** Ends the wait for a turn, or the next: there is something to do that needs none. Thread-safe. */
        void interrupt() {
            lock.lock();
            try {
                interrupted = true;
                share.turn.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Tells what the turn was used for. */
        void ran(long runNanos) {
            if (!held) {
                return;
            }
            lock.lock();
            try {
                share.count(runNanos);
            } finally {
                lock.unlock();
            }
        }

        /** Has nothing to run: the next may. */
        void leave() {
            if (!held) {
                return;
            }
            lock.lock();
            try {
                held = false;
                share.active--;
                Share next = first();
                if (next == null) {
                    free++;
                } else {
                    next.grant();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

package dev.triptych.scheduling;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One platform thread that runs what a dispatcher gives its lane, and parks when that is nothing. Where its group shares
 * processors, it asks for work only when it has one to run on.
 *
 * <p>Whoever offers work unparks the thread, at once or at the end of its burst. This class holds the one
 * {@code catch Throwable} of a lane: a batch whose runner throws is reported and its works are dropped as
 * {@link DropReason#FAULT}; the lane goes on.
 *
 * @param <W> the work
 */
public final class LaneThread<W extends Work> {
    private static final long FAULT_PAUSE_NANOS = 10_000_000;

    private final Dispatcher<W> dispatcher;
    private final Lane lane;
    private final BatchRunner<W> runner;
    private final Ticker ticker;
    private final FaultListener faults;
    private final Bursts bursts;
    private final Cores.Seat core;
    private final Thread thread;
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    /** Set by whoever wakes, cleared before each poll. A bare unpark would be lost: waiting for a lock consumes it. */
    private volatile boolean woken;

    /**
     * A lane that has not begun.
     *
     * @param threads gives a thread that is not started
     * @param bursts who brings work in them wakes the lane behind the last
     */
    public LaneThread(
            Dispatcher<W> dispatcher,
            Lane lane,
            BatchRunner<W> runner,
            Ticker ticker,
            ThreadFactory threads,
            FaultListener faults,
            Bursts bursts) {
        this.bursts = bursts;
        this.dispatcher = dispatcher;
        this.lane = lane;
        this.runner = runner;
        this.ticker = ticker;
        this.faults = faults;
        this.core = lane.group().cores().seat();
        this.thread = threads.newThread(this::loop);
    }

    /** Makes the lane known to the dispatcher and starts to work; once. */
    public void start() {
        Runnable wake = this::wake;
        dispatcher.attach(lane, () -> bursts.wake(wake));
        thread.start();
    }

    /**
     * Runs something on this thread between two batches, in the order of the calls: what belongs to a lane is opened and
     * closed there. What was given before {@link #stop} still runs; once the thread has ended, nothing does.
     */
    public void execute(Runnable errand) {
        errands.add(errand);
        core.interrupt();
        wake();
    }

    /** Lets the thread end after the batch it runs; what waits stays in the queues. */
    public void stop() {
        stopping = true;
        core.interrupt();
        LockSupport.unpark(thread);
    }

    /** Waits for the thread to end; false if it still runs (a batch that hangs in native code never ends). */
    public boolean join(long timeoutNanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(timeoutNanos, 1));
        return !thread.isAlive();
    }

    /** The lane. */
    public Lane lane() {
        return lane;
    }

    private void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    private void loop() {
        try {
            while (!stopping) {
                turn();
            }
        } finally {
            core.leave();
        }
        runErrands();
    }

    private void turn() {
        Batch<W> batch = null;
        try {
            woken = false;
            if (!errands.isEmpty()) {
                core.leave();
                dispatcher.away(lane);
                runErrands();
            }
            if (!core.takeNow()) {
                // Others must not count on this lane while it waits.
                dispatcher.away(lane);
                if (!core.take()) {
                    return;
                }
            }
            batch = dispatcher.poll(lane, ticker.nanos());
            if (batch == null) {
                core.leave();
                park(dispatcher.pollAgainNanos(lane));
            } else {
                run(batch);
            }
        } catch (Throwable fault) {
            survive(batch, fault);
        }
    }

    private void runErrands() {
        for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
            try {
                errand.run();
            } catch (Throwable fault) {
                faults.fault(lane.name(), fault);
            }
        }
    }

    private void park(long untilNanos) {
        while (!woken && !stopping) {
            if (untilNanos == Long.MAX_VALUE) {
                LockSupport.park(dispatcher);
            } else {
                long left = untilNanos - ticker.nanos();
                if (left <= 0) {
                    return;
                }
                LockSupport.parkNanos(dispatcher, left);
            }
            // An interrupt would make every later park return at once; nobody asks this thread to stop that way.
            boolean ignored = Thread.interrupted();
        }
    }

    private void run(Batch<W> batch) throws Exception {
        long started = ticker.nanos();
        try {
            runner.run(lane, batch);
        } finally {
            long ended = ticker.nanos();
            dispatcher.finished(lane, batch, started, ended);
            core.ran(ended - started);
        }
    }

    private void survive(@Nullable Batch<W> batch, Throwable fault) {
        faults.fault(lane.name(), fault);
        if (batch == null) {
            core.leave();
            // The dispatcher itself failed; a pause keeps a lasting defect from taking the whole core.
            LockSupport.parkNanos(this, FAULT_PAUSE_NANOS);
            return;
        }
        for (W work : batch.works()) {
            Drops.tell(work, DropReason.FAULT, faults);
        }
    }
}

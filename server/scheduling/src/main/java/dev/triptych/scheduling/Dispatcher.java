package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides what runs next: bounded queues in, batches out. Has no thread of its own and never waits.
 *
 * <p><b>Order.</b> A lane that is free asks with {@link #poll}; the batch is put together at that moment, so it grows for
 * as long as its device was busy and no timer holds work back. Between flows: start-time fair queueing by device time,
 * one clock per device. Inside a flow: the earliest latest start first, then the lower start tag, then the older offer.
 *
 * <p><b>Invariants.</b>
 * <ul>
 *   <li>an admitted work is dispatched once or dropped once, never both, never neither once {@link #close} has returned;
 *   <li>no work is dispatched after its latest start, nor when it is no longer live;
 *   <li>bounds are checked and taken in one step: no race admits more than they allow;
 *   <li>a lane is idle only if nothing waits that it may run, its device's gate is closed, or another lane has been woken
 *       that does all that waits sooner than a second would come; whatever ends that state wakes it. One that waits for a
 *       core is not idle: it polls when it has one.
 * </ul>
 *
 * <p><b>Threading.</b> Safe for use by many threads; one lock guards all state, held for O(log n) steps. No callback of
 * the caller runs under it but the pure ones of {@link Work}, {@link PolicyBook}, {@link ServiceProfile} and
 * {@link DeviceGate}. Drops and wakes run after it is released, on the thread whose call caused them.
 *
 * @param <W> the work
 */
public final class Dispatcher<W extends Work> implements AutoCloseable {
    /** How many bands there are; see {@link Work#band}. */
    public static final int BANDS = 3;

    private static final long MILLI = 1_000_000;

    private final Ticker ticker;
    private final QueueBounds total;
    private final FaultListener faults;
    private final ReentrantLock lock = new ReentrantLock();

    // All below: guarded by lock.
    private final DeviceSet<W> devices;
    private final Map<Lane, LaneState> lanes = new HashMap<>();
    private final Drops<W> drops;
    private final Offenders offenders = new Offenders();
    private long sequence;
    private int running;
    private boolean draining;
    private boolean closed;

    /** A dispatcher without queues or lanes where everyone has the same weight. */
    public Dispatcher(Ticker ticker, PolicyBook policies, QueueBounds total, FaultListener faults) {
        this(ticker, policies, Weights.EQUAL, total, faults);
    }

    /**
     * A dispatcher without queues or lanes.
     *
     * @param policies the limits of each bucket key
     * @param weights the shares of tenants and models
     * @param total how much may wait in all queues together, on top of the bounds of each
     * @param faults hears of works that throw when they are dropped
     */
    public Dispatcher(Ticker ticker, PolicyBook policies, Weights weights, QueueBounds total, FaultListener faults) {
        this.ticker = ticker;
        this.total = total;
        this.faults = faults;
        this.devices = new DeviceSet<>(policies, weights);
        this.drops = new Drops<>(faults);
    }

    /** Makes a lane known, and its device with it; the wake must be quick and must not throw. */
    public void attach(Lane lane, Runnable wake) {
        lock.lock();
        try {
            LaneState state = new LaneState(lane, wake);
            if (lanes.putIfAbsent(lane, state) != null) {
                throw new IllegalStateException("lane " + lane.name() + " is attached already");
            }
            devices.registered(lane.group()).lanes.add(state);
        } finally {
            lock.unlock();
        }
    }

    /** Makes a device known before its lanes are attached, so that work for it can be offered. */
    public void register(LaneGroup group) {
        lock.lock();
        try {
            devices.registered(group);
        } finally {
            lock.unlock();
        }
    }

    /** Takes new work, or says why not. Throws {@link IllegalArgumentException} for a work that breaks its contract. */
    public Admission offer(W work) {
        return offer(work, true);
    }

    /**
     * Takes a later stage of a request that was admitted before: not refused for a full queue or a drain, since what was
     * spent on it would be lost and what it holds would stay held.
     */
    public Admission offerAdmitted(W work) {
        return offer(work, false);
    }

    private Admission offer(W work, boolean bounded) {
        Admission admission;
        Runnable dropped;
        Runnable wake = Dispatcher::nothing;
        lock.lock();
        try {
            long now = ticker.nanos();
            DeviceQueue<W> device = devices.home(work);
            admission = admit(device, work, bounded, now);
            if (admission instanceof Admission.Admitted) {
                wake = wake(devices.idleFor(work, device, now));
            }
            dropped = drops.take();
        } finally {
            lock.unlock();
        }
        dropped.run();
        wake.run();
        return admission;
    }

    private Admission admit(DeviceQueue<W> device, W work, boolean bounded, long now) {
        if (device.sweepSometimes()) {
            offenders.sweep(now);
        }
        BucketQueue<W> queue = device.queue(work, offenders.apart(work.flow(), now));
        Admission.Reason never = refusal(queue, work, bounded, now);
        if (never != null) {
            return new Admission.Refused(never, queue.waiting, retryAfter(never, queue, device));
        }
        int[] lengths = work.bucket().lengths();
        long cost = work.cost(lengths);
        if (bounded && !fits(queue, cost)) {
            devices.expire(now, drops);
            if (!fits(queue, cost)) {
                Admission.Reason full = Admission.Reason.FULL;
                return new Admission.Refused(full, queue.waiting, retryAfter(full, queue, device));
            }
        }
        Line<W> line = queue.shelf(lengths).line(queue.clock.account(work.flow()));
        queue.clock.came(line.account, now);
        Entry<W> entry = new Entry<>(work, this, line, device, sequence++, cost, now);
        device.add(entry);
        return entry;
    }

    private Admission.@Nullable Reason refusal(BucketQueue<W> queue, W work, boolean bounded, long now) {
        if (closed) {
            return Admission.Reason.CLOSED;
        }
        if (draining && bounded) {
            return Admission.Reason.DRAINING;
        }
        if (work.rows() > queue.policy.maxRows()) {
            return Admission.Reason.TOO_LARGE;
        }
        if (work.latestStartNanos() < now) {
            return Admission.Reason.DEADLINE;
        }
        return work.live() ? null : Admission.Reason.CANCELLED;
    }

    private boolean fits(BucketQueue<W> queue, long cost) {
        return queue.policy.bounds().admits(queue.waiting, queue.waitingCost, cost)
                && total.admits(devices.waiting(), devices.waitingCost(), cost);
    }

    private long retryAfter(Admission.Reason reason, BucketQueue<W> queue, DeviceQueue<W> device) {
        return switch (reason) {
            case FULL -> Math.min(5_000 * MILLI, Math.max(MILLI, queue.backlogNanos(device.lanes.size(), 50 * MILLI)));
            case DRAINING, CLOSED -> 1_000 * MILLI;
            case DEADLINE, TOO_LARGE, CANCELLED -> 0;
        };
    }

    private static Runnable wake(@Nullable LaneState lane) {
        if (lane == null) {
            return Dispatcher::nothing;
        }
        lane.idle = false;
        lane.called = true;
        return lane.wake;
    }

    /** The best batch for this lane; null if there is none now, and then the lane is woken when there may be one. */
    public @Nullable Batch<W> poll(Lane lane, long nowNanos) {
        return pollWithin(lane, nowNanos, Integer.MAX_VALUE);
    }

    /** The same, but nothing while the work that goes first has more rows than this. */
    @Nullable Batch<W> pollWithin(Lane lane, long nowNanos, int rows) {
        Batch<W> batch = null;
        Runnable dropped;
        Runnable wake = Dispatcher::nothing;
        lock.lock();
        try {
            LaneState state = state(lane);
            DeviceQueue<W> device = devices.registered(lane.group());
            devices.expire(nowNanos, drops);
            state.called = false;
            if (lane.group().gate().mayBind(lane, nowNanos)) {
                batch = devices.bind(device, drops, nowNanos, rows);
            }
            state.idle = batch == null;
            if (batch != null) {
                running++;
                device.running++;
                long end = receipt(batch).predictedEnd(nowNanos);
                state.busy = true;
                state.ends = end;
                lane.group().gate().bound(lane, nowNanos, end);
                wake = wake(device.waiting > 0 ? device.idle(nowNanos) : null);
            }
            dropped = drops.take();
        } finally {
            lock.unlock();
        }
        dropped.run();
        wake.run();
        return batch;
    }

    /** The lane does something else until it polls again: nobody wakes it, and what it was woken for another does. */
    void away(Lane lane) {
        Runnable wake;
        lock.lock();
        try {
            LaneState state = state(lane);
            state.idle = false;
            state.called = false;
            DeviceQueue<W> device = devices.registered(lane.group());
            wake = wake(device.waiting > 0 ? device.idle(ticker.nanos()) : null);
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    /**
     * Tells that a batch has ended, well or badly: the device is free, flows are charged, the profile learns. Once for
     * each polled batch, after all parts of it were run again that had to be.
     */
    public void finished(Lane lane, Batch<W> batch, long startedNanos, long endedNanos) {
        Runnable wake;
        lock.lock();
        try {
            Batch.Blame blame = batch.blame();
            receipt(batch).settle(Math.max(0, endedNanos - startedNanos), blame);
            if (blame != null) {
                blame.works().forEach(work -> offenders.blamed(work.flow(), endedNanos));
            }
            running--;
            DeviceQueue<W> device = devices.registered(lane.group());
            device.running--;
            state(lane).busy = false;
            lane.group().gate().finished(lane, endedNanos);
            wake = wake(device.waiting > 0 ? device.idle(endedNanos) : null);
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    private static void nothing() {}

    /** When an idle lane should poll again although nobody wakes it; {@link Long#MAX_VALUE} for never. */
    public long pollAgainNanos(Lane lane) {
        lock.lock();
        try {
            return devices.registered(lane.group()).waiting > 0
                    ? lane.group().gate().opensAtNanos()
                    : Long.MAX_VALUE;
        } finally {
            lock.unlock();
        }
    }

    /** Drops all that has expired by now; how many. Polling does so too; a timer may, for prompt answers. */
    public int expire(long nowNanos) {
        int count;
        Runnable dropped;
        lock.lock();
        try {
            count = devices.expire(nowNanos, drops);
            dropped = drops.take();
        } finally {
            lock.unlock();
        }
        dropped.run();
        return count;
    }

    /** Tells of a defect that was survived; no lock held. */
    void fault(String where, Throwable fault) {
        faults.fault(where, fault);
    }

    boolean withdraw(Entry<W> entry) {
        lock.lock();
        try {
            if (!entry.queued) {
                return false;
            }
            entry.device.remove(entry);
        } finally {
            lock.unlock();
        }
        Drops.tell(entry.work, DropReason.CANCELLED, faults);
        return true;
    }

    /**
     * When work of a flow would have ended if it came to the least busy device, under the fair order: after what runs, what
     * of its own flow waits and is promised, and what others get meanwhile by their shares. A light tenant does not wait
     * for a flooder's backlog.
     *
     * <p>An estimate: what no profile knows counts as nothing, and lanes are taken as equally fast. Steps: the tenants that
     * wait and the flows of this one; allocates nothing.
     *
     * @param readyNanos when it comes, on the ticker; a past reading means now
     * @param serviceNanos what it takes once it runs, pessimistic where a promise hangs on it; at least 0
     * @return a reading of the ticker
     */
    public long finishNanos(Flow flow, long readyNanos, long serviceNanos) {
        Arrival work = new Arrival(flow, readyNanos, serviceNanos);
        lock.lock();
        try {
            return devices.finishNanos(work, ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** The same at one device; throws {@link IllegalArgumentException} when it is not known. */
    public long finishNanos(LaneGroup group, Flow flow, long readyNanos, long serviceNanos) {
        return finishNanos(group, new Arrival(flow, readyNanos, serviceNanos));
    }

    /** The same at one device, for work of which more is known. */
    public long finishNanos(LaneGroup group, Arrival work) {
        lock.lock();
        try {
            return devices.known(group).finishNanos(work, ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Counts time that a flow will still ask for at the least busy device among what waits there. */
    public Promise promise(Flow flow, long serviceNanos) {
        lock.lock();
        try {
            DeviceQueue<W> best = devices.leastBusy();
            return best == null
                    ? Promise.NONE
                    : new Promised<>(this, best.clock, flow, (double) serviceNanos, DueTimes.FAR);
        } finally {
            lock.unlock();
        }
    }

    /** The same at one device; throws {@link IllegalArgumentException} when it is not known. */
    public Promise promise(LaneGroup group, Flow flow, long serviceNanos) {
        return promise(group, flow, serviceNanos, Long.MAX_VALUE);
    }

    /**
     * The same, for work of which the latest start is known.
     *
     * @param latestStartNanos as its work will have it
     */
    public Promise promise(LaneGroup group, Flow flow, long serviceNanos, long latestStartNanos) {
        lock.lock();
        try {
            long slot = DueTimes.slot(latestStartNanos, ticker.nanos());
            return new Promised<>(this, devices.known(group).clock, flow, (double) serviceNanos, slot);
        } finally {
            lock.unlock();
        }
    }

    void kept(Promised<W> promise) {
        lock.lock();
        try {
            promise.end();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new work from now on; what waits and runs, and later stages, go on. */
    public void drain() {
        lock.lock();
        try {
            draining = true;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everything from now on and drops what waits as {@link DropReason#DRAINED}. */
    @Override
    public void close() {
        Runnable dropped;
        lock.lock();
        try {
            closed = true;
            devices.empty(drops);
            dropped = drops.take();
        } finally {
            lock.unlock();
        }
        dropped.run();
    }

    /** How many works wait. */
    public int queued() {
        lock.lock();
        try {
            return devices.waiting();
        } finally {
            lock.unlock();
        }
    }

    /** How many batches are bound and not finished. */
    public int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    private LaneState state(Lane lane) {
        LaneState state = lanes.get(lane);
        if (state == null) {
            throw new IllegalStateException("lane " + lane.name() + " has not been attached");
        }
        return state;
    }

    private static <W extends Work> Receipt<W> receipt(Batch<W> batch) {
        Receipt<W> receipt = batch.receipt();
        if (receipt == null) {
            throw new IllegalArgumentException("batch: got one that no poll has given");
        }
        return receipt;
    }
}

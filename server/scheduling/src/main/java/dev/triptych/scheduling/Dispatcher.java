package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 *   <li>a lane is idle only if nothing waits that it may run, or its device's gate is closed; whatever ends that state
 *       wakes it.
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
    private final PolicyBook policies;
    private final Weights weights;
    private final QueueBounds total;
    private final FaultListener faults;
    private final ReentrantLock lock = new ReentrantLock();

    // All below: guarded by lock.
    private final Map<LaneGroup, DeviceQueue<W>> devices = new HashMap<>();
    private final List<DeviceQueue<W>> inOrder = new ArrayList<>();
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
        this.policies = policies;
        this.weights = weights;
        this.total = total;
        this.faults = faults;
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
            device(lane.group()).lanes.add(state);
        } finally {
            lock.unlock();
        }
    }

    /** Makes a device known before its lanes are attached, so that work for it can be offered. */
    public void register(LaneGroup group) {
        lock.lock();
        try {
            device(group);
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
            DeviceQueue<W> device = home(work);
            admission = admit(device, work, bounded, now);
            if (admission instanceof Admission.Admitted) {
                wake = wakeFor(device, work, now);
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
            expireAll(now);
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
                && total.admits(waiting(), waitingCost(), cost);
    }

    private long retryAfter(Admission.Reason reason, BucketQueue<W> queue, DeviceQueue<W> device) {
        return switch (reason) {
            case FULL -> Math.min(5_000 * MILLI, Math.max(MILLI, queue.backlogNanos(device.lanes.size(), 50 * MILLI)));
            case DRAINING, CLOSED -> 1_000 * MILLI;
            case DEADLINE, TOO_LARGE, CANCELLED -> 0;
        };
    }

    /**
     * The device where a work waits: of those it may run on, the one with the least cost before it; among equals the one
     * registered last, whatever the order of the set, so that equal histories give equal batches.
     */
    private DeviceQueue<W> home(W work) {
        DeviceQueue<W> best = null;
        int known = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> device = inOrder.get(i);
            if (work.lanes().contains(device.group)) {
                known++;
                best = best == null || device.load() <= best.load() ? device : best;
            }
        }
        if (best == null || known < work.lanes().size()) {
            throw new IllegalArgumentException(
                    "work: got lanes on " + work.lanes() + ", not all of which have been registered, or none");
        }
        return best;
    }

    private Runnable wakeFor(DeviceQueue<W> home, W work, long now) {
        LaneState lane = home.idle(now);
        if (lane == null && work.lanes().size() > 1) {
            for (int i = 0; i < inOrder.size() && lane == null; i++) {
                DeviceQueue<W> other = inOrder.get(i);
                lane = work.lanes().contains(other.group) ? other.idle(now) : null;
            }
        }
        return wake(lane == null && home.waiting == 1 ? home.early() : lane);
    }

    private static Runnable wake(@Nullable LaneState lane) {
        if (lane == null) {
            return Dispatcher::nothing;
        }
        lane.idle = false;
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
            DeviceQueue<W> device = device(lane.group());
            expireAll(nowNanos);
            if (lane.group().gate().mayBind(lane, nowNanos)) {
                batch = bind(device, nowNanos, rows);
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

    /** An earlier band wherever it waits, then the lane's own device, then what others have and this one may run. */
    private @Nullable Batch<W> bind(DeviceQueue<W> device, long now, int rows) {
        Batch<W> batch = device.waiting == 0 || inOrder.size() == 1 ? null : elsewhere(device, now, rows);
        if (batch == null) {
            batch = Assembly.bind(device, device.group, drops, now, rows);
        }
        for (int i = 0; i < inOrder.size() && batch == null; i++) {
            if (inOrder.get(i).waiting > 0) {
                batch = Assembly.bind(inOrder.get(i), device.group, drops, now, rows);
            }
        }
        return batch;
    }

    private @Nullable Batch<W> elsewhere(DeviceQueue<W> device, long now, int rows) {
        int own = device.rank(device.group);
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> other = inOrder.get(i);
            int band = other == device || other.waiting == 0 ? own : other.rank(device.group);
            if (band < own) {
                device.passed(Math.max(0, band));
                return Assembly.bind(other, device.group, drops, now, rows);
            }
        }
        return null;
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
            DeviceQueue<W> device = device(lane.group());
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
            return device(lane.group()).waiting > 0 ? lane.group().gate().opensAtNanos() : Long.MAX_VALUE;
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
            count = expireAll(nowNanos);
            dropped = drops.take();
        } finally {
            lock.unlock();
        }
        dropped.run();
        return count;
    }

    private int expireAll(long now) {
        int count = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> device = inOrder.get(i);
            for (Entry<W> entry = device.expired(now); entry != null; entry = device.expired(now)) {
                device.remove(entry);
                drops.add(entry.work, entry.work.live() ? DropReason.EXPIRED : DropReason.CANCELLED);
                count++;
            }
        }
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
            long now = ticker.nanos();
            long finish = Math.max(now, readyNanos) + serviceNanos;
            for (int i = 0; i < inOrder.size(); i++) {
                long there = inOrder.get(i).finishNanos(work, now);
                finish = i == 0 ? there : Math.min(finish, there);
            }
            return finish;
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
            return known(group).finishNanos(work, ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Counts time that a flow will still ask for at the least busy device among what waits there. */
    public Promise promise(Flow flow, long serviceNanos) {
        lock.lock();
        try {
            DeviceQueue<W> best = null;
            for (int i = 0; i < inOrder.size(); i++) {
                DeviceQueue<W> device = inOrder.get(i);
                best = best == null || device.load() < best.load() ? device : best;
            }
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
            return new Promised<>(this, known(group).clock, flow, (double) serviceNanos, slot);
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

    private DeviceQueue<W> known(LaneGroup group) {
        DeviceQueue<W> device = devices.get(group);
        if (device == null) {
            throw new IllegalArgumentException("device: got " + group + ", which has not been registered");
        }
        return device;
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
            for (int i = 0; i < inOrder.size(); i++) {
                DeviceQueue<W> device = inOrder.get(i);
                for (Entry<W> entry = device.any(); entry != null; entry = device.any()) {
                    device.remove(entry);
                    drops.add(entry.work, DropReason.DRAINED);
                }
            }
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
            return waiting();
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

    private int waiting() {
        int sum = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            sum += inOrder.get(i).waiting;
        }
        return sum;
    }

    private long waitingCost() {
        long sum = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            sum += inOrder.get(i).waitingCost;
        }
        return sum;
    }

    private DeviceQueue<W> device(LaneGroup group) {
        DeviceQueue<W> device = devices.get(group);
        if (device == null) {
            device = new DeviceQueue<>(group, policies, weights);
            devices.put(group, device);
            inOrder.add(device);
        }
        return device;
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

package dev.triptych.scheduling;

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
@SuppressWarnings("DoNotCallSuggester")
public final class Dispatcher<W extends Work> implements AutoCloseable {
    /** How many bands there are; see {@link Work#band}. */
    public static final int BANDS = 3;

    /** A dispatcher without queues or lanes. */
    public Dispatcher(Ticker ticker, PolicyBook policies, QueueBounds total, FaultListener faults) {}

    /** Makes a lane known, and its device with it; the wake must be quick and must not throw. */
    public void attach(Lane lane, Runnable wake) {
        throw new UnsupportedOperationException("soon");
    }

    /** Takes new work, or says why not. */
    public Admission offer(W work) {
        throw new UnsupportedOperationException("soon");
    }

    /**
     * Takes a later stage of a request that was admitted before: not refused for a full queue or a drain, since what was
     * spent on it would be lost and what it holds would stay held.
     */
    public Admission offerAdmitted(W work) {
        throw new UnsupportedOperationException("soon");
    }

    /** The best batch for this lane; null if there is none now, and then the lane is woken when there may be one. */
    public @Nullable Batch<W> poll(Lane lane, long nowNanos) {
        throw new UnsupportedOperationException("soon");
    }

    /** Tells that a batch has ended, well or badly: the device is free, flows are charged, the profile learns. */
    public void finished(Lane lane, Batch<W> batch, long startedNanos, long endedNanos) {
        throw new UnsupportedOperationException("soon");
    }

    /** When an idle lane should poll again although nobody wakes it; {@link Long#MAX_VALUE} for never. */
    public long pollAgainNanos(Lane lane) {
        throw new UnsupportedOperationException("soon");
    }

    /** Drops all that has expired by now; how many. Polling does so too; a timer may, for prompt answers. */
    public int expire(long nowNanos) {
        throw new UnsupportedOperationException("soon");
    }

    /** Refuses new work from now on; what waits and runs, and later stages, go on. */
    public void drain() {
        throw new UnsupportedOperationException("soon");
    }

    /** Refuses everything from now on and drops what waits as {@link DropReason#DRAINED}. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("soon");
    }

    /** How many works wait. */
    public int queued() {
        throw new UnsupportedOperationException("soon");
    }

    /** How many batches are bound and not finished. */
    public int running() {
        throw new UnsupportedOperationException("soon");
    }
}

package dev.triptych.scheduling;

import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The slots of an arena, such as places for sequences in a decoder's cache, shared fairly.
 *
 * <p>A sequence asks for all of its slots at once (its beams) and waits until all are there: nobody holds some while
 * waiting for more, so no two can wait for each other. What goes next is decided as at a device, by tenants and flows,
 * latest start and age; the currency is slots times the time they are held. Whoever is next is not overtaken by one that
 * needs less, so a wide request does not starve.
 *
 * <p>Safe for use by many threads. Grants are given on the thread whose call made them possible, one at a time.
 */
public final class Slots implements AutoCloseable {
    /** Slots that are held until closed. Closing again is harmless. Safe for use by many threads. */
    public final class Grant implements AutoCloseable {
        private final Batch<SlotWork> batch;
        private final int[] slots;
        private final long since;
        private final AtomicInteger closed = new AtomicInteger();

        private Grant(Batch<SlotWork> batch, int[] slots, long since) {
            this.batch = batch;
            this.slots = slots;
            this.since = since;
        }

        /** The numbers of the slots, from 0, each below {@link Slots#count}; a fresh array. */
        public int[] slots() {
            return slots.clone();
        }

        @Override
        public void close() {
            if (closed.getAndSet(1) == 0) {
                long held = Math.max(0, ticker.nanos() - since);
                dispatcher.finished(lane, batch, since, since + held * slots.length);
                returned.add(this);
                pump();
            }
        }
    }

    private final int count;
    private final Ticker ticker;
    private final LaneGroup group;
    private final Lane lane;
    private final Dispatcher<SlotWork> dispatcher;
    private final ConcurrentLinkedQueue<Grant> returned = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicInteger freeCount;

    // Only the thread that answers signals.
    private final BitSet free;

    /**
     * An arena whose slots are all free.
     *
     * @param name the arena's name in logs
     * @param count how many slots, at least 1
     * @param weights the shares of tenants and models
     * @param waiting how many requests may wait; their cost is the slots they ask for
     * @param faults hears of requests that throw when they are dropped or granted
     */
    public Slots(String name, int count, Ticker ticker, Weights weights, QueueBounds waiting, FaultListener faults) {
        this.count = count;
        this.ticker = ticker;
        this.group = new LaneGroup(name, DeviceGate.open());
        this.lane = new Lane(group, 0);
        // A cost cap of 1 makes each batch one request.
        BatchPolicy policy = new BatchPolicy(count, 1, 1, waiting);
        this.dispatcher = new Dispatcher<>(ticker, key -> policy, weights, QueueBounds.NONE, faults);
        this.free = new BitSet(count);
        this.free.set(0, count);
        this.freeCount = new AtomicInteger(count);
        dispatcher.attach(lane, () -> {});
    }

    /**
     * Asks for slots, all or nothing.
     *
     * @param slots how many, 1 to {@link #count}; more are refused as {@link Admission.Reason#TOO_LARGE}
     * @param granted told once when they are there, perhaps before this call returns; owns the grant; quick, and what it
     *     throws is a defect that gives the slots back
     * @param dropped told instead that they will never be there
     */
    public Admission acquire(
            RequestScope scope, int slots, Consumer<? super Grant> granted, Consumer<DropReason> dropped) {
        Admission admission = dispatcher.offer(new SlotWork(scope, slots, Set.of(group), granted, dropped));
        pump();
        if (!(admission instanceof Admission.Admitted permit)) {
            return admission;
        }
        Admission.Admitted watched = () -> {
            boolean withdrawn = permit.withdraw();
            // What stood behind it may have room now.
            pump();
            return withdrawn;
        };
        return watched;
    }

    // One thread at a time takes slots out, so that none is given twice and no lock is held while callers are told.
    private void pump() {
        if (signals.getAndIncrement() > 0) {
            return;
        }
        int answered = 1;
        do {
            takeBack();
            Batch<SlotWork> next = dispatcher.pollWithin(lane, ticker.nanos(), free.cardinality());
            while (next != null) {
                give(next);
                takeBack();
                next = dispatcher.pollWithin(lane, ticker.nanos(), free.cardinality());
            }
            answered = signals.addAndGet(-answered);
        } while (answered > 0);
    }

    private void takeBack() {
        for (Grant grant = returned.poll(); grant != null; grant = returned.poll()) {
            for (int slot : grant.slots) {
                free.set(slot);
            }
            freeCount.addAndGet(grant.slots.length);
        }
    }

    private void give(Batch<SlotWork> batch) {
        SlotWork work = batch.works().get(0);
        int[] slots = new int[work.rows()];
        int slot = -1;
        for (int i = 0; i < slots.length; i++) {
            slot = free.nextSetBit(slot + 1);
            free.clear(slot);
            slots[i] = slot;
        }
        freeCount.addAndGet(-slots.length);
        Grant grant = new Grant(batch, slots, ticker.nanos());
        try {
            work.granted(grant);
        } catch (Throwable fault) {
            // An error too: if it left here, nobody would be given slots again.
            grant.close();
            dispatcher.fault(group.name(), fault);
        }
    }

    /** How many slots there are. */
    public int count() {
        return count;
    }

    /** How many are free now. */
    public int free() {
        return freeCount.get();
    }

    /** How many requests wait. */
    public int waiting() {
        return dispatcher.queued();
    }

    /** Drops requests that are too late; a timer may, for prompt answers. */
    public int expire(long nowNanos) {
        int dropped = dispatcher.expire(nowNanos);
        // What stood before others may be gone.
        pump();
        return dropped;
    }

    /** Drops what waits and refuses everything from now on; what is held stays held. */
    @Override
    public void close() {
        dispatcher.close();
    }
}

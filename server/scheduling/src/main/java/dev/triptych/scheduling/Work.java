package dev.triptych.scheduling;

import java.util.Set;

/**
 * One thing to run in a batch: an item's use of one stage.
 *
 * <p><b>Life.</b> A work that the dispatcher admitted ends in exactly one of two ways: it is handed out in one
 * {@link Batch}, or {@link #drop} is called once. A refused work is never dropped; its refusal is the answer. Only when
 * the runner of its batch throws, {@link #drop} follows the dispatch, with {@link DropReason#FAULT}.
 *
 * <p><b>Threading.</b> As {@link RequestScope}, but for {@link #drop}, which is called without any lock of this module
 * held. All values but {@link #live} stay the same from the offer on.
 */
public interface Work extends RequestScope {
    /** What it may share a batch with; works with equal keys must name equal {@link #lanes} and {@link #band}. */
    Bucket bucket();

    /** How many rows of the batch it takes; at least 1. */
    int rows();

    /**
     * The cost of all its rows when they are padded to the given lengths: tokens, pixels, frames or samples; at least 0
     * and never falling when a length grows. A work whose rule throws is refused by the exception when it is offered, and
     * is not padded when it throws for padded lengths only.
     *
     * @param lengths one per padded axis, none below this work's own; not to be kept or changed
     */
    long cost(int[] lengths);

    /**
     * The devices it may run on; not empty, and all of them known to the dispatcher. It waits at the least loaded one;
     * another takes it over only when it has nothing of its own.
     */
    Set<LaneGroup> lanes();

    /**
     * The band of its queue: 0 goes before 1, and so on below {@link Dispatcher#BANDS}. Bands order stages (finish what
     * was begun before beginning more), they are not a caller's priority; no band starves.
     */
    default int band() {
        return 0;
    }

    /** Told that it gives no result; must not throw, and must bear a second end, since a runner may fail half-way. */
    void drop(DropReason reason);
}

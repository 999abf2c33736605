package dev.triptych.scheduling;

import java.util.Set;
import java.util.function.Consumer;

/** A request for slots, queued like any work; its rows are its slots. Made by {@link Slots} only. */
final class SlotWork implements Work {
    private static final Bucket BUCKET = Bucket.of("slots");

    private final RequestScope scope;
    private final int slots;
    private final Set<LaneGroup> lanes;
    private final Consumer<? super Slots.Grant> granted;
    private final Consumer<DropReason> dropped;

    SlotWork(
            RequestScope scope,
            int slots,
            Set<LaneGroup> lanes,
            Consumer<? super Slots.Grant> granted,
            Consumer<DropReason> dropped) {
        this.scope = scope;
        this.slots = slots;
        this.lanes = lanes;
        this.granted = granted;
        this.dropped = dropped;
    }

    void granted(Slots.Grant grant) {
        granted.accept(grant);
    }

    @Override
    public Bucket bucket() {
        return BUCKET;
    }

    @Override
    public int rows() {
        return slots;
    }

    @Override
    public long cost(int[] lengths) {
        return slots;
    }

    @Override
    public Flow flow() {
        return scope.flow();
    }

    @Override
    public long startTag() {
        return scope.startTag();
    }

    @Override
    public long latestStartNanos() {
        return scope.latestStartNanos();
    }

    @Override
    public boolean live() {
        return scope.live();
    }

    @Override
    public Set<LaneGroup> lanes() {
        return lanes;
    }

    @Override
    public void drop(DropReason reason) {
        dropped.accept(reason);
    }
}

package dev.triptych.scheduling;

import java.util.Set;

/** A work that breaks its contract when it is dropped. */
record ThrowingWork(FakeWork inner) implements Work {
    @Override
    public Bucket bucket() {
        return inner.bucket();
    }

    @Override
    public int rows() {
        return inner.rows();
    }

    @Override
    public long cost(int[] lengths) {
        return inner.cost(lengths);
    }

    @Override
    public Flow flow() {
        return inner.flow();
    }

    @Override
    public long startTag() {
        return inner.startTag();
    }

    @Override
    public long latestStartNanos() {
        return inner.latestStartNanos();
    }

    @Override
    public boolean live() {
        return inner.live();
    }

    @Override
    public Set<LaneGroup> lanes() {
        return inner.lanes();
    }

    @Override
    public void drop(DropReason reason) {
        throw new IllegalStateException("a drop that throws");
    }
}

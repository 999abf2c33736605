package dev.triptych.scheduling;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A work whose every value is set by the test, and that keeps what happened to it. */
final class FakeWork implements Work {
    static final Flow FLOW = new Flow("tenant", "model");

    final String name;
    final AtomicInteger dispatched = new AtomicInteger();
    final AtomicInteger drops = new AtomicInteger();
    final AtomicReference<DropReason> reason = new AtomicReference<>();
    Object key = "key";
    List<Integer> lengths = List.of();
    int rows = 1;
    long costPerRow = 1;
    Flow flow = FLOW;
    long startTag;
    long latestStart = Long.MAX_VALUE;
    long deadline = Long.MAX_VALUE;
    Set<LaneGroup> lanes;
    int band;
    boolean breaksWhenPadded;
    volatile boolean live = true;
    volatile Runnable onDrop = () -> {};

    FakeWork(String name, LaneGroup group) {
        this.name = name;
        this.lanes = Set.of(group);
    }

    FakeWork key(Object value) {
        key = value;
        return this;
    }

    FakeWork lengths(Integer... values) {
        lengths = List.of(values);
        return this;
    }

    FakeWork rows(int value) {
        rows = value;
        return this;
    }

    FakeWork costPerRow(long value) {
        costPerRow = value;
        return this;
    }

    FakeWork tenant(String value) {
        flow = new Flow(value, "model");
        return this;
    }

    FakeWork startTag(long value) {
        startTag = value;
        return this;
    }

    FakeWork latestStart(long value) {
        latestStart = value;
        return this;
    }

    FakeWork deadline(long value) {
        deadline = value;
        return this;
    }

    FakeWork lanes(Set<LaneGroup> value) {
        lanes = value;
        return this;
    }

    FakeWork band(int value) {
        band = value;
        return this;
    }

    FakeWork breakWhenPadded() {
        breaksWhenPadded = true;
        return this;
    }

    /** How often it ended, in whatever way. */
    int ends() {
        return dispatched.get() + drops.get();
    }

    @Override
    public Bucket bucket() {
        return new Bucket(key, lengths);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public long cost(int[] padded) {
        if (breaksWhenPadded && !Arrays.equals(padded, bucket().lengths())) {
            throw new IllegalStateException("a cost rule that throws");
        }
        long cost = costPerRow * rows;
        for (int length : padded) {
            cost *= length;
        }
        return cost;
    }

    long ownCost() {
        return cost(bucket().lengths());
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public long startTag() {
        return startTag;
    }

    @Override
    public long latestStartNanos() {
        return latestStart;
    }

    @Override
    public Set<LaneGroup> lanes() {
        return lanes;
    }

    @Override
    public int band() {
        return band;
    }

    @Override
    public long deadlineNanos() {
        return deadline;
    }

    @Override
    public boolean live() {
        return live;
    }

    @Override
    public void drop(DropReason why) {
        drops.incrementAndGet();
        reason.set(why);
        onDrop.run();
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.triptych.scheduling;

import java.util.Set;
import java.util.function.Consumer;

/** One runnable on behalf of a request, queued like any work; made by {@link HostLanes} only. */
public final class HostWork implements Work {
    private final RequestScope scope;
    private final HostKind kind;
    private final Bucket bucket;
    private final long cost;
    private final Set<LaneGroup> lanes;
    private final Runnable run;
    private final Consumer<DropReason> dropped;

    HostWork(
            RequestScope scope,
            HostKind kind,
            long cost,
            Set<LaneGroup> lanes,
            Runnable run,
            Consumer<DropReason> dropped) {
        this.scope = scope;
        this.kind = kind;
        this.bucket = Bucket.of(new HostKey(kind, scope.flow().model()));
        this.cost = cost;
        this.lanes = lanes;
        this.run = run;
        this.dropped = dropped;
    }

    void run() {
        run.run();
    }

    @Override
    public Bucket bucket() {
        return bucket;
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public long cost(int[] lengths) {
        return cost;
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
        return kind == HostKind.CONTINUATION ? Long.MAX_VALUE : scope.latestStartNanos();
    }

    @Override
    public long deadlineNanos() {
        return kind == HostKind.CONTINUATION ? Long.MAX_VALUE : scope.deadlineNanos();
    }

    @Override
    public boolean live() {
        return kind == HostKind.CONTINUATION || scope.live();
    }

    @Override
    public Set<LaneGroup> lanes() {
        return lanes;
    }

    @Override
    public int band() {
        return kind.band();
    }

    @Override
    public void drop(DropReason reason) {
        dropped.accept(reason);
    }
}

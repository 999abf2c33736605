package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.Bucket;
import dev.triptych.scheduling.DropReason;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.Work;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An item's use of one stage: the work that policies queue. */
public final class Job implements Work {
    /** Where it stands; it only moves downwards. */
    enum State {
        NEW,
        QUEUED,
        RUNNING,
        ENDED
    }

    State state = State.NEW;
    private final Item item;
    private final int step;
    private final Stage stage;
    private final Bucket bucket;
    private final int[] lengths;
    private final long cost;
    private final long offered;
    private final long latestStart;
    private Admission.@Nullable Admitted permit;

    Job(Item item, int step, long now) {
        this.item = item;
        this.step = step;
        this.stage = item.request().traffic().steps().get(step);
        this.bucket = new Bucket(stage, item.lengths());
        this.lengths = bucket.lengths();
        this.cost = stage.cost(1, lengths);
        this.offered = now;
        // As the server has it: the latest start is the deadline less what the work itself takes.
        long deadline = item.request().latestStartNanos();
        this.latestStart = deadline == Long.MAX_VALUE
                ? deadline
                : deadline - stage.profile().nanos(cost);
    }

    Item item() {
        return item;
    }

    Request request() {
        return item.request();
    }

    int step() {
        return step;
    }

    Stage stage() {
        return stage;
    }

    /** Its cost without padding. */
    long cost() {
        return cost;
    }

    /** When it was offered. */
    long offered() {
        return offered;
    }

    void permit(Admission.Admitted given) {
        permit = given;
    }

    void withdraw() {
        if (permit != null) {
            boolean ignored = permit.withdraw();
        }
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
    public long cost(int[] padded) {
        return Arrays.equals(padded, lengths) ? cost : stage.cost(1, padded);
    }

    @Override
    public long deadlineNanos() {
        return item.request().latestStartNanos();
    }

    @Override
    public Set<LaneGroup> lanes() {
        return stage.lanes();
    }

    @Override
    public int band() {
        return stage.band();
    }

    @Override
    public Flow flow() {
        return request().flow();
    }

    @Override
    public long startTag() {
        return request().startTag();
    }

    @Override
    public long latestStartNanos() {
        return latestStart;
    }

    @Override
    public boolean live() {
        return request().live();
    }

    @Override
    public void drop(DropReason reason) {
        request().caller().dropped(this, reason);
    }

    @Override
    public String toString() {
        return stage + "#" + startTag();
    }
}

package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Phase;
import dev.triptych.runtime.serving.Watch;
import dev.triptych.scheduling.Bucket;
import dev.triptych.scheduling.DropReason;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.Work;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.Tensors;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One submission to a stage, from the queue to its result; it ends once, whoever races.
 *
 * <p>It owns its inputs and a hold of the stage until it ends, so that a model is never closed under a run.
 */
final class StageWork implements Work {
    private final StageImpl stage;
    private final ServerCall call;
    private final Bucket bucket;
    private final int rows;
    private final Tensors inputs;
    private final long offeredNanos;
    private final int[] lengths;
    private final long cost;
    private final long latestStart;
    private final CompletableFuture<Tensors> result = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean delivered;

    /**
     * Owns the inputs and the hold from now on.
     *
     * @throws TaskException when the plugin's cost rule fails; then it owns nothing
     */
    StageWork(StageImpl stage, ServerCall call, Bucket bucket, int rows, Tensors inputs, long offeredNanos) {
        this.stage = stage;
        this.call = call;
        this.bucket = bucket;
        this.rows = rows;
        this.inputs = inputs;
        this.offeredNanos = offeredNanos;
        this.lengths = bucket.lengths();
        this.cost = stage.cost(rows, lengths);
        this.latestStart = latestStart(call.latestStartNanos(), call.probing() ? 0 : stage.forecastNanos(cost));
    }

    private static long latestStart(long deadline, long forecast) {
        return deadline == Long.MAX_VALUE ? deadline : deadline - forecast;
    }

    StageImpl stage() {
        return stage;
    }

    Tensors inputs() {
        return inputs;
    }

    /** Its own lengths; not to be changed. */
    int[] lengths() {
        return lengths;
    }

    long offeredNanos() {
        return offeredNanos;
    }

    CompletableFuture<Tensors> result() {
        return result;
    }

    /** Ends with outputs out of a run; closes them when it has ended before. */
    void complete(Tensors outputs, RunTimes times) {
        if (end()) {
            delivered = true;
            count(times);
            watch(times);
            result.complete(outputs);
        } else {
            outputs.close();
        }
    }

    private void count(RunTimes times) {
        if (call.inParts()) {
            stage.tally().part(offeredNanos, times);
        } else {
            stage.tally().done(rows, offeredNanos, times);
        }
    }

    private void watch(RunTimes times) {
        Watch watch = call.watch();
        watch.stage(Phase.QUEUE, stage.name(), times.rows(), offeredNanos, times.startedNanos());
        watch.stage(Phase.BATCH, stage.name(), times.rows(), times.startedNanos(), times.putNanos());
        watch.stage(Phase.INFER, stage.name(), times.rows(), times.putNanos(), times.ranNanos());
    }

    /** Whether its result was taken; read by the lane that ran it. */
    boolean delivered() {
        return delivered;
    }

    /** Ends with a failure, unless it has ended before. */
    void fail(TaskException error) {
        if (end()) {
            if (!call.inParts()) {
                stage.tally().failed(waited());
            }
            result.completeExceptionally(error);
        }
    }

    /** Ends because nobody waits for it any more. */
    void gone() {
        fail(call.ending("stage " + stage.name(), waited()));
    }

    // Inputs and the hold go before the result is seen, so that whoever sees it finds nothing left of it.
    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        try {
            inputs.close();
        } finally {
            stage.leave();
        }
        return true;
    }

    private long waited() {
        return stage.nanos() - offeredNanos;
    }

    @Override
    public void drop(DropReason reason) {
        switch (reason) {
            case EXPIRED, CANCELLED -> gone();
            case HOPELESS ->
                fail(TaskException.of(
                                Reason.QUEUE_FULL,
                                "Too much waits for stage " + stage.name()
                                        + " to be done within the deadline; retry later.")
                        .retryAfter(Duration.ofNanos(Math.max(stage.forecastNanos(cost), 1_000_000))));
            case DRAINED ->
                fail(TaskException.of(Reason.DRAINING, "The server is shutting down; use another replica."));
            case FAULT ->
                fail(TaskException.of(
                        Reason.SERVER_DEFECT,
                        "Stage " + stage.name() + " met a defect; report it with the request id."));
        }
    }

    @Override
    public Bucket bucket() {
        return bucket;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public long cost(int[] padded) {
        return Arrays.equals(padded, lengths) ? cost : stage.cost(rows, padded);
    }

    @Override
    public Flow flow() {
        return call.flow();
    }

    @Override
    public long startTag() {
        return call.startTag();
    }

    @Override
    public long latestStartNanos() {
        return latestStart;
    }

    @Override
    public long deadlineNanos() {
        return call.probing() ? Long.MAX_VALUE : call.deadlineNanos();
    }

    @Override
    public boolean live() {
        return call.live();
    }

    @Override
    public Set<LaneGroup> lanes() {
        return stage.lanes();
    }
}

package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.Arrival;
import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.Bucket;
import dev.triptych.scheduling.Drain;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.ProfileSnapshot;
import dev.triptych.scheduling.Promise;
import dev.triptych.scheduling.ServiceProfile;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.Tensors;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A stage on one device: submissions become work in the device's queues. Thread-safe. */
public final class StageImpl implements Stage, AutoCloseable {
    /** Sums of a million such costs still fit into a long. */
    private static final long MAX_COST = 1L << 40;

    private static final long MAX_FORECAST = 1L << 60;
    private static final int PROBE_EVERY = 16;

    private final String model;
    private final StageSpec spec;
    private final DeviceHost device;
    private final Compiled compiled;
    private final StageInputs checks;
    private final StageLimits limits;
    private final Drain users = new Drain();
    private final StageTally tally = new StageTally();
    private final AtomicInteger forecasts = new AtomicInteger();

    /** Owns the compiled graph from now on. */
    StageImpl(String model, StageSpec spec, DeviceHost device, Compiled compiled) {
        this.model = model;
        this.spec = spec;
        this.device = device;
        this.compiled = compiled;
        this.checks = new StageInputs(spec.graph(), spec.maxRows());
        this.limits = new StageLimits(policy(0));
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public Graph graph() {
        return spec.graph();
    }

    @Override
    public int maxRows() {
        return spec.maxRows();
    }

    @Override
    public int window() {
        return spec.maxRows() * 2;
    }

    @Override
    public CompletionStage<Tensors> submit(Call call, int rows, Tensors inputs) {
        if (!(call instanceof ServerCall passage)) {
            inputs.close();
            throw new IllegalStateException("a call that is not this server's");
        }
        if (!users.enter()) {
            inputs.close();
            return CompletableFuture.failedStage(TaskException.of(
                    Reason.MODEL_UNLOADING, "Model " + model + " is being unloaded; use another replica."));
        }
        StageWork work;
        try {
            Bucket bucket = checks.bucket(limits, rows, inputs);
            work = new StageWork(this, passage, bucket, rows, inputs, device.nanos());
        } catch (RuntimeException | Error e) {
            users.leave();
            inputs.close();
            return CompletableFuture.failedStage(e instanceof TaskException ? e : defect(e));
        }
        offer(passage, work);
        return work.result();
    }

    private void offer(ServerCall call, StageWork work) {
        if (device.lost()) {
            work.fail(DeviceHost.lostError());
            return;
        }
        Admission admission;
        try {
            TaskException late = call.admitted() ? null : late(call, work);
            if (late != null) {
                work.fail(late);
                return;
            }
            admission = device.offer(work, call.admitted());
            call.offered(name());
        } catch (RuntimeException | Error e) {
            work.fail(defect(e));
            return;
        }
        if (admission instanceof Admission.Admitted admitted) {
            call.onCancel(admitted::withdraw);
        } else if (admission instanceof Admission.Refused refused) {
            work.fail(refusal(call, refused));
        }
    }

    /** Why work that nobody admitted before would be too late; null when it is in time, or nobody can tell. */
    private @Nullable TaskException late(ServerCall call, StageWork work) {
        ServiceProfile profile = limits.profile();
        long deadline = work.deadlineNanos();
        if (deadline == Long.MAX_VALUE || !profile.ready()) {
            return null;
        }
        long cost = work.cost(work.lengths());
        long surely = profile.pessimisticNanos(cost);
        long now = device.nanos();
        long full = limits.policy().fullNanos(profile, cost, work.rows(), deadline - now);
        long finish = device.finishNanos(new Arrival(call.flow(), now, surely, full, work.latestStartNanos()));
        TimeCheck check = new TimeCheck(now, deadline, finish, profile.nanos(cost), surely);
        TaskException refusal = check.refusal(() -> "A request to stage " + name() + " of model " + Quoted.text(model));
        // Its latest start is its deadline when its forecast was left out, to see whether the profile is right.
        return refusal != null && check.hopeless() && work.latestStartNanos() == deadline ? null : refusal;
    }

    /**
     * Why rows in pieces would be too late as a whole; null when they are in time, or nobody can tell. Counts what it
     * refuses.
     *
     * @param piece the use of a full piece, from {@link #use}
     * @param rows all of them
     */
    public @Nullable TaskException late(ServerCall call, Plan.Use piece, int rows) {
        long deadline = call.deadlineNanos();
        if (deadline == Long.MAX_VALUE || !predicts(piece)) {
            return null;
        }
        ServiceProfile profile = limits.profile();
        int full = rows / piece.rows();
        int rest = rows % piece.rows();
        double one = (double) profile.nanos(cost(piece));
        double time = one * full + (rest == 0 ? 0.0 : (double) profile.nanos(cost(rest, lengths(piece))));
        // As many at once as there are lanes, and as the window lets out.
        int parallel = Math.max(1, Math.min(device.device().lanes(), window() / piece.rows()));
        long alone = (long) Math.min((double) MAX_FORECAST, Math.max(one, time / parallel));
        long surely = alone + profile.residualNanos();
        long now = device.nanos();
        long finish = device.finishNanos(new Arrival(call.flow(), now, surely, Long.MAX_VALUE, deadline - alone));
        TimeCheck check = new TimeCheck(now, deadline, finish, alone, surely);
        TaskException refusal = check.refusal(
                () -> "A request of " + rows + " rows to stage " + name() + " of model " + Quoted.text(model));
        if (refusal == null || (check.hopeless() && forecasts.incrementAndGet() % PROBE_EVERY == 0)) {
            return null;
        }
        refused();
        return refusal;
    }

    /** So many rows of these inputs as a use of this stage. */
    public Plan.Use use(int rows, Tensors inputs) {
        List<Integer> lengths = Arrays.stream(checks.lengthsOf(inputs)).boxed().toList();
        return new Plan.Use(name(), lengths, rows, 1);
    }

    /** Counts a submission that was turned away before it came here. */
    public void refused() {
        tally.failed(0);
    }

    /**
     * Counts a submission that went in parts.
     *
     * @param well whether it got all its rows
     * @param nanos from its offer to its end
     */
    public void ended(boolean well, int rows, long nanos) {
        if (well) {
            tally.whole(rows, nanos);
        } else {
            tally.failed(nanos);
        }
    }

    private TaskException defect(Throwable cause) {
        device.defect("stage " + name() + " of " + model, cause);
        return TaskException.of(
                Reason.SERVER_DEFECT, "Stage " + name() + " met a defect; report it with the request id.", cause);
    }

    private TaskException refusal(ServerCall call, Admission.Refused refused) {
        return switch (refused.reason()) {
            case DEADLINE, CANCELLED -> call.ending("stage " + name(), 0);
            case TOO_LARGE ->
                TaskException.of(
                        Reason.BATCH_TOO_LARGE, "The request has more rows than stage " + name() + " may run at once.");
            case DRAINING, CLOSED ->
                TaskException.of(Reason.DRAINING, "The server is shutting down; use another replica.");
            case FULL ->
                TaskException.of(
                                Reason.QUEUE_FULL,
                                refused.depth() + " submissions wait for stage " + name() + " of " + model
                                        + " already; retry later.")
                        .retryAfter(Duration.ofNanos(Math.max(refused.retryAfterNanos(), 1_000_000)));
        };
    }

    /**
     * Runs a row of zeros on each lane, so that no caller pays for first use, and learns from it how many rows a batch may
     * have. Blocks until each lane has come to it. A failure tells nothing of real inputs and is ignored.
     */
    public void warmUp() {
        limits.policy(policy(device.warmUp(this)));
    }

    /** What it has learned of its times. */
    public ProfileSnapshot learned() {
        return limits.profile().snapshot();
    }

    /** Goes on from what it learned in an earlier life. */
    public void resume(ProfileSnapshot learned) {
        limits.profile().restore(learned);
    }

    /** What became of its submissions so far. */
    public StageTotals totals() {
        return tally.totals();
    }

    StageTally tally() {
        return tally;
    }

    /**
     * How many rows of these inputs one batch takes, so that others get their turn in between: at least 1, at most all.
     * Inputs that do not fit the ports are one piece, for {@link #submit} to refuse.
     */
    public int sliceRows(int rows, Tensors inputs) {
        BatchPolicy policy = limits.policy();
        if (rows == 1 || (rows <= policy.maxRows() && policy.maxCost() == Long.MAX_VALUE)) {
            return rows;
        }
        long perRow;
        try {
            perRow = cost(1, checks.lengthsOf(inputs));
        } catch (TaskException e) {
            return rows;
        }
        long fit = Math.min(policy.maxRows(), policy.maxCost() / perRow);
        return (int) Math.min(rows, Math.max(1, fit));
    }

    /** How many lengths its buckets have. */
    int lengths() {
        return checks.lengths();
    }

    StageSpec spec() {
        return spec;
    }

    String model() {
        return model;
    }

    Compiled compiled() {
        return compiled;
    }

    /** How many works have not ended. */
    long underWay() {
        return users.inside();
    }

    /**
     * What rows cost when padded; never so much that sums of them overflow.
     *
     * @throws TaskException when the rule, which is the plugin's, fails
     */
    long cost(int rows, int[] lengths) {
        long perRow;
        try {
            perRow = Math.max(1, spec.cost().perRow(lengths));
        } catch (RuntimeException | Error e) {
            throw TaskException.of(
                    Reason.PLUGIN_FAILURE,
                    "The cost rule of stage " + name() + " of " + model + " failed; report it to the plugin's author.",
                    e);
        }
        return perRow > MAX_COST / rows ? MAX_COST : perRow * rows;
    }

    /**
     * How long a batch of this cost takes; 0 while nobody knows. Now and then 0 although it is known: a profile that has
     * become too slow would refuse everything, and then never learn better.
     */
    long forecastNanos(long cost) {
        ServiceProfile profile = limits.profile();
        if (!profile.ready() || forecasts.incrementAndGet() % PROBE_EVERY == 0) {
            return 0;
        }
        return Math.min(MAX_FORECAST, profile.nanos(cost));
    }

    /** How long a batch of this cost should run; 0 while nobody knows. */
    long predictedNanos(long cost) {
        ServiceProfile profile = limits.profile();
        return profile.ready() ? profile.nanos(cost) : 0;
    }

    /** Whether it is known how long such a use takes. */
    public boolean predicts(Plan.Use use) {
        return limits.profile().ready() && use.rows() > 0 && use.lengths().size() == lengths();
    }

    /**
     * How long a use takes by itself; only of one that {@link #predicts}.
     *
     * @param pessimistic whether 95 of 100 should stay within it, instead of half of them
     */
    public long serviceNanos(Plan.Use use, boolean pessimistic) {
        ServiceProfile profile = limits.profile();
        long cost = cost(use);
        long steps = Math.max(1, use.steps());
        double mean = (double) profile.nanos(cost) * steps;
        return (long) Math.min((double) MAX_FORECAST, mean) + (pessimistic ? profile.residualNanos() : 0);
    }

    /**
     * When a use that comes at a time would have ended, under the device's fair order.
     *
     * @param deadlineNanos when it is too late
     */
    public long finishNanos(Flow flow, Plan.Use use, long readyNanos, long deadlineNanos) {
        long full = limits.policy().fullNanos(limits.profile(), cost(use), use.rows(), deadlineNanos - readyNanos);
        long service = serviceNanos(use, true);
        return device.finishNanos(
                new Arrival(flow, readyNanos, service, full, deadlineNanos - serviceNanos(use, false)));
    }

    /** Counts a use that will be submitted among what waits for the device. */
    public Promise promise(Flow flow, Plan.Use use, long deadlineNanos) {
        double asks = limits.policy().asksNanos(limits.profile(), cost(use), use.rows()) * Math.max(1, use.steps());
        long nanos = (long) Math.min((double) MAX_FORECAST, asks);
        return device.promise(flow, nanos, deadlineNanos - serviceNanos(use, false));
    }

    private long cost(Plan.Use use) {
        return cost(use.rows(), lengths(use));
    }

    private static int[] lengths(Plan.Use use) {
        return use.lengths().stream().mapToInt(Integer::intValue).toArray();
    }

    long nanos() {
        return device.nanos();
    }

    Set<LaneGroup> lanes() {
        return device.groups();
    }

    private BatchPolicy policy(double nanosPerCost) {
        long longestRow = cost(1, BatchCap.longest(spec, lengths()));
        return new BatchPolicy(
                spec.maxRows(),
                BatchCap.cost(device.device(), device.mostRows(), longestRow, nanosPerCost),
                device.mergeRatio(),
                device.bounds());
    }

    StageLimits limits() {
        return limits;
    }

    void leave() {
        users.leave();
    }

    /**
     * Refuses submissions from now on.
     *
     * @return completes when the last work has ended and each lane has closed what it had open; then it may be closed
     */
    public CompletionStage<Void> retire() {
        users.begin();
        return users.emptied().thenCompose(empty -> device.release(compiled));
    }

    /** What the compiled graph holds, in bytes. */
    public long residentBytes() {
        return compiled.residentBytes();
    }

    /** The device it runs on, for listings. */
    public String place() {
        return device.place();
    }

    /** Closes the compiled graph; after {@link #retire} has completed, on the loader's thread. */
    @Override
    public void close() {
        compiled.close();
    }
}

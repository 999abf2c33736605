package dev.triptych.runtime.execution;

import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.Bucket;
import dev.triptych.scheduling.Drain;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.LinearProfile;
import dev.triptych.scheduling.ServiceProfile;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.Tensors;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A stage on one device: submissions become work in the device's queues. Thread-safe. */
public final class StageImpl implements Stage, AutoCloseable {
    private final String model;
    private final StageSpec spec;
    private final DeviceHost device;
    private final CompiledStage compiled;
    private final StageInputs checks;
    private final ServiceProfile profile = new LinearProfile();
    private final Drain users = new Drain();

    StageImpl(String model, StageSpec spec, DeviceHost device, CompiledStage compiled) {
        this.model = model;
        this.spec = spec;
        this.device = device;
        this.compiled = compiled;
        this.checks = new StageInputs(spec.graph(), spec.maxRows());
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
        return submit(call, rows, inputs, 0);
    }

    CompletionStage<Tensors> submit(Call call, int rows, Tensors inputs, int apart) {
        if (!(call instanceof ServerCall passage)) {
            inputs.close();
            throw new IllegalStateException("a call that is not this server's");
        }
        if (!users.enter()) {
            inputs.close();
            return CompletableFuture.failedStage(TaskException.of(
                    Reason.MODEL_UNLOADING, "Model " + model + " is being unloaded; use another replica."));
        }
        Bucket bucket;
        try {
            bucket = checks.bucket(this, rows, inputs, apart);
        } catch (TaskException e) {
            inputs.close();
            users.leave();
            return CompletableFuture.failedStage(e);
        }
        StageWork work = new StageWork(this, passage, bucket, rows, inputs, device.nanos());
        offer(passage, work);
        return work.result();
    }

    private void offer(ServerCall call, StageWork work) {
        if (device.lost()) {
            work.fail(DeviceHost.lostError());
            return;
        }
        Admission admission = device.offer(work, call.admitted());
        if (admission instanceof Admission.Admitted admitted) {
            call.onCancel(admitted::withdraw);
        } else if (admission instanceof Admission.Refused refused) {
            work.fail(refusal(call, refused));
        }
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

    /** Runs it once on each lane, so that no caller pays for first use; a failure tells nothing and is ignored. */
    public void warmUp(ServerCall call) {
        WarmUp.run(this, call, device.lanes());
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

    CompiledStage compiled() {
        return compiled;
    }

    long nanos() {
        return device.nanos();
    }

    long cost(int[] lengths) {
        return Math.max(1, spec.cost().perRow(lengths));
    }

    Set<LaneGroup> lanes() {
        return device.groups();
    }

    BatchPolicy policy() {
        return new BatchPolicy(spec.maxRows(), Long.MAX_VALUE, device.mergeRatio(), device.bounds());
    }

    ServiceProfile profile() {
        return profile;
    }

    void leave() {
        users.leave();
    }

    /** Refuses submissions from now on, and completes when the last work has ended; then it may be closed. */
    public CompletionStage<Void> retire() {
        users.begin();
        return users.emptied();
    }

    /** What the compiled graph holds, in bytes. */
    public long residentBytes() {
        return compiled.residentBytes();
    }

    /** The device it runs on, for listings. */
    public String place() {
        return device.place();
    }

    /** Closes the executions and the compiled graph; after {@link #retire} has completed. */
    @Override
    public void close() {
        compiled.close();
    }
}

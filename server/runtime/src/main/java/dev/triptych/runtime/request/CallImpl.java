package dev.triptych.runtime.request;

import dev.triptych.runtime.execution.ServerCall;
import dev.triptych.runtime.plugin.PluginGuard;
import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.DropReason;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.HostKind;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One item's passage under a request. Thread-safe. */
public final class CallImpl implements ServerCall {
    private final RequestImpl request;
    private final Flow flow;
    private final PluginGuard guard;
    private final boolean admitted;
    private final long seed;

    /**
     * @param admitted whether the item holds a place already, so that its stages are not refused for a full queue
     */
    public CallImpl(RequestImpl request, String model, PluginGuard guard, boolean admitted) {
        this.request = request;
        this.flow = new Flow(request.info().tenant(), model, request.info().priority());
        this.guard = guard;
        this.admitted = admitted;
        this.seed = 31L * request.info().id().hashCode() + request.nextCall();
    }

    @Override
    public long remainingNanos() {
        return request.deadlineNanos() - request.desk().nanos();
    }

    @Override
    public boolean cancelled() {
        return !request.live() || remainingNanos() <= 0;
    }

    @Override
    public void onCancel(Runnable run) {
        request.onEnd(run);
    }

    @Override
    public TensorAllocator tensors() {
        return request.tensors();
    }

    @Override
    public Executor host() {
        Executor lanes = request.desk().lanes().executor(this);
        return command -> lanes.execute(guard.wrap(command));
    }

    /**
     * Queues host work of this call.
     *
     * @param failed told, instead of the work running to its end, why it did not
     */
    public void host(HostKind kind, long cost, Runnable run, Consumer<TaskException> failed) {
        long offered = request.desk().nanos();
        String where = kind == HostKind.DECODE ? "decode" : "post-processing";
        Admission admission = request.desk()
                .lanes()
                .submit(
                        this,
                        kind,
                        cost,
                        run,
                        reason -> failed.accept(
                                dropped(reason, where, request.desk().nanos() - offered)));
        if (admission instanceof Admission.Admitted admitted) {
            onCancel(admitted::withdraw);
        } else if (admission instanceof Admission.Refused refused) {
            failed.accept(refused(refused, where));
        }
    }

    private TaskException dropped(DropReason reason, String where, long waited) {
        return switch (reason) {
            case EXPIRED, CANCELLED -> request.ending(where, waited);
            case DRAINED -> TaskException.of(Reason.DRAINING, "The server shut down; use another replica.");
            case FAULT ->
                TaskException.of(
                        Reason.SERVER_DEFECT,
                        "The server met a defect in " + where + "; report it with the request id.");
        };
    }

    private TaskException refused(Admission.Refused refused, String where) {
        return switch (refused.reason()) {
            case DEADLINE, CANCELLED -> request.ending(where, 0);
            case FULL, TOO_LARGE ->
                TaskException.of(
                                Reason.QUEUE_FULL,
                                refused.depth() + " items wait for " + where + " already; retry later.")
                        .retryAfter(java.time.Duration.ofNanos(Math.max(refused.retryAfterNanos(), 1_000_000)));
            case DRAINING, CLOSED ->
                TaskException.of(Reason.DRAINING, "The server is shutting down; use another replica.");
        };
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public boolean admitted() {
        return admitted;
    }

    @Override
    public TaskException ending(String where, long waitedNanos) {
        return request.ending(where, waitedNanos);
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public long startTag() {
        return request.startTag();
    }

    @Override
    public long latestStartNanos() {
        return request.deadlineNanos();
    }

    @Override
    public boolean live() {
        return request.live();
    }
}

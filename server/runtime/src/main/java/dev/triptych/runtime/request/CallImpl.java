package dev.triptych.runtime.request;

import dev.triptych.runtime.execution.ServerCall;
import dev.triptych.runtime.plugin.PluginGuard;
import dev.triptych.runtime.serving.Watch;
import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.DropReason;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.HostKind;
import dev.triptych.scheduling.Promise;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One item's passage under a request. Thread-safe. */
public final class CallImpl implements ServerCall {
    /** No stage's name: those of plugins are not empty. */
    private static final String DECODE = "";

    private final RequestImpl request;
    private final Flow flow;
    private final PluginGuard guard;
    private final Watch watch;
    private final boolean admitted;
    private final long seed;
    private final Promises promises = new Promises();
    private volatile boolean probing;
    private volatile boolean inParts;

    /**
     * @param watch hears where its time goes, and names the model
     * @param admitted whether the item holds a place already, so that its stages are not refused for a full queue
     */
    public CallImpl(RequestImpl request, PluginGuard guard, Watch watch, boolean admitted) {
        this.request = request;
        this.flow =
                new Flow(request.info().tenant(), watch.model(), request.info().priority());
        this.guard = guard;
        this.watch = watch;
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
        request.onEnd(guard.wrap(run));
    }

    /** Runs something of the server's once when the request stops being live; at once if it has. */
    public void onEnd(Runnable run) {
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
        if (kind == HostKind.DECODE) {
            promises.kept(DECODE);
        }
        if (admission instanceof Admission.Admitted admitted) {
            onEnd(admitted::withdraw);
        } else if (admission instanceof Admission.Refused refused) {
            failed.accept(refused(refused, where));
        }
    }

    private TaskException dropped(DropReason reason, String where, long waited) {
        return switch (reason) {
            case EXPIRED, CANCELLED -> request.ending(where, waited);
            case HOPELESS ->
                TaskException.of(
                                Reason.QUEUE_FULL,
                                "Too much waits for " + where + " to be done within the deadline; retry later.")
                        .retryAfter(java.time.Duration.ofNanos(Math.max(waited, 1_000_000)));
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

    /** The time. */
    public long nanos() {
        return request.desk().nanos();
    }

    /** When a decode of such a forecast would have ended. */
    public long decodedNanos(long cost) {
        return request.desk().lanes().decodedNanos(flow, cost, latestStartNanos());
    }

    /** How long a decode of such a forecast takes by itself; 0 while nobody knows. */
    public long decodeNanos(long cost, boolean pessimistic) {
        return request.desk().lanes().decodeNanos(flow.model(), cost, pessimistic);
    }

    /** Counts the item's decode among those that wait, until it is queued. */
    public void promiseDecode(long cost) {
        promises.add(DECODE, request.desk().lanes().promise(flow, cost, latestStartNanos()));
    }

    /** Keeps a promise until the stage's work is offered, or the item ends. */
    public void promise(String stage, Promise promise) {
        promises.add(stage, promise);
    }

    /** The item has ended: what was promised to it and not used is free. */
    public void end() {
        promises.end();
    }

    @Override
    public void offered(String stage) {
        promises.kept(stage);
    }

    /** Lets the item run although it seems hopeless, to see whether it is. */
    public void probe() {
        probing = true;
    }

    @Override
    public boolean probing() {
        return probing;
    }

    /** Lets its submissions count as parts of one; before the first. */
    public CallImpl cut() {
        inParts = true;
        return this;
    }

    @Override
    public boolean inParts() {
        return inParts;
    }

    @Override
    public long deadlineNanos() {
        return latestStartNanos();
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
    public Watch watch() {
        return watch;
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

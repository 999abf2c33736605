package dev.triptych.runtime.execution;

import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.Arrival;
import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.Cores;
import dev.triptych.scheduling.DeviceGate;
import dev.triptych.scheduling.Dispatcher;
import dev.triptych.scheduling.FaultListener;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.PolicyBook;
import dev.triptych.scheduling.Promise;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.scheduling.ServiceProfile;
import dev.triptych.scheduling.StagingGate;
import dev.triptych.scheduling.Ticker;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Device;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A device at work: its queues, its lanes and whether it still lives. Thread-safe. */
public final class DeviceHost {
    private static final double MERGE_RATIO = 1.5;

    /** What putting a batch together and copying it to a device takes; eight images of 600 KB at 5 GB/s. */
    private static final long STAGING_NANOS = 1_000_000;

    private final Backend backend;
    private final Device device;
    private final TensorAllocator allocator;
    private final Ticker ticker;
    private final FaultListener faults;
    private final QueueBounds bounds;
    private final int mostRows;
    private final LaneGroup group;
    private final Dispatcher<StageWork> dispatcher;
    private final DeviceLanes lanes;
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    /** A device whose lanes have not begun. */
    public DeviceHost(Backend backend, Device device, DeviceParts parts) {
        this.backend = backend;
        this.device = device;
        this.allocator = parts.allocator();
        this.ticker = parts.ticker();
        this.faults = parts.faults();
        this.bounds = parts.bounds();
        this.mostRows = parts.mostRows();
        this.group = group(device, parts.cores());
        this.dispatcher = new Dispatcher<>(ticker, new StageBook(), parts.weights(), QueueBounds.NONE, faults);
        this.lanes = new DeviceLanes(this, group, device.lanes(), dispatcher, parts);
    }

    /**
     * Lanes of a device with memory of its own take turns on it; those of a processor run side by side, as far as those that
     * decode leave them cores.
     */
    static LaneGroup group(Device device, Cores cores) {
        String name = device.backend() + "-" + device.ordinal();
        return device.memoryBytes() > 0
                ? new LaneGroup(name, new StagingGate(STAGING_NANOS))
                : new LaneGroup(name, DeviceGate.open(), cores.share(device.lanes()));
    }

    /** Starts the lanes; once. */
    public void start() {
        lanes.start();
    }

    /**
     * Compiles a stage for this device. Runs on the loader's thread and may take minutes.
     *
     * @throws TaskException when the graph cannot run here
     */
    public StageImpl compile(String model, StageSpec spec, Progress progress) {
        Compiled compiled = compile(spec, progress);
        boolean whole = false;
        try {
            StageImpl stage = new StageImpl(model, spec, this, compiled);
            whole = true;
            return stage;
        } finally {
            if (!whole) {
                compiled.close();
            }
        }
    }

    private Compiled compile(StageSpec spec, Progress progress) {
        try {
            return backend.compile(spec.graph(), device, new CompileSpec(spec.maxRows(), spec.rungs()), progress);
        } catch (BackendException e) {
            report(e);
            throw failure(spec, e);
        } catch (OutOfMemoryError e) {
            throw TaskException.of(Reason.MEMORY_SHORT, "Stage " + spec.name() + ": memory ran out.", e);
        } catch (TaskException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw TaskException.of(
                    Reason.BACKEND_FAILURE, "Stage " + spec.name() + ": the backend failed; report it.", e);
        }
    }

    /** Runs the stage on each lane; what a unit of its cost takes, or 0 when that cannot be told. */
    double warmUp(StageImpl stage) {
        WarmUp warmUp = new WarmUp(stage, allocator, ticker);
        lanes.onEach(executions -> {
                    try {
                        warmUp.run(executions);
                    } catch (BackendException e) {
                        report(e);
                    }
                })
                .join();
        return warmUp.nanosPerCost();
    }

    /** Completes when no lane has an execution of the graph open. */
    CompletionStage<Void> release(Compiled compiled) {
        return lanes.onEach(executions -> executions.close(compiled));
    }

    private static TaskException failure(StageSpec spec, BackendException e) {
        Reason reason =
                switch (e.kind()) {
                    case CORRUPT -> Reason.MODEL_CORRUPT;
                    case UNSUPPORTED, ITEM -> Reason.MODEL_UNSUPPORTED;
                    case DEVICE_LOST -> Reason.DEVICE_LOST;
                    case MEMORY -> Reason.MEMORY_SHORT;
                    case TRANSIENT -> Reason.BACKEND_FAILURE;
                };
        return TaskException.of(reason, "Stage " + spec.name() + ": " + e.getMessage(), e);
    }

    Admission offer(StageWork work, boolean admitted) {
        return admitted ? dispatcher.offerAdmitted(work) : dispatcher.offer(work);
    }

    /** When such work would have ended, under the fair order. */
    long finishNanos(Arrival work) {
        return dispatcher.finishNanos(group, work);
    }

    /** Counts time that a flow will still ask for. */
    Promise promise(Flow flow, long nanos, long latestStartNanos) {
        return dispatcher.promise(group, flow, nanos, latestStartNanos);
    }

    /** Notes a failure of the device; a lost one is latched. */
    void report(BackendException failure) {
        if (failure.kind() == BackendException.Kind.DEVICE_LOST
                && lost.complete("device " + group.name() + " is lost")) {
            faults.fault(group.name(), failure);
        }
    }

    /** Tells of a defect that was survived. */
    void defect(String where, Throwable fault) {
        faults.fault(where, fault);
    }

    static TaskException lostError() {
        return TaskException.of(Reason.DEVICE_LOST, "The device failed; retry on another replica.");
    }

    boolean lost() {
        return lost.isDone();
    }

    /** Completes, with words for the log, when the device is lost. */
    public CompletionStage<String> lossNotice() {
        return lost.minimalCompletionStage();
    }

    long nanos() {
        return ticker.nanos();
    }

    Device device() {
        return device;
    }

    Set<LaneGroup> groups() {
        return Set.of(group);
    }

    QueueBounds bounds() {
        return bounds;
    }

    int mostRows() {
        return mostRows;
    }

    double mergeRatio() {
        return MERGE_RATIO;
    }

    /** The backend and the device, for listings. */
    public String place() {
        return device.backend() + ":" + device.ordinal();
    }

    /** How busy it is. */
    LaneUse use() {
        return new LaneUse(group.name(), device.lanes(), dispatcher.running());
    }

    /** How many submissions wait. */
    public int queued() {
        return dispatcher.queued();
    }

    /** Drops what has expired; told to by the timer. */
    public void expire(long nowNanos) {
        int unused = dispatcher.expire(nowNanos);
    }

    /** Drops what waits and lets the lanes end after what they run. */
    public void stop() {
        dispatcher.close();
        lanes.stop();
    }

    /** Waits for the lanes to end; false when one still runs. */
    public boolean join(long timeoutNanos) throws InterruptedException {
        return lanes.join(timeoutNanos);
    }

    /** Looks limits and profiles up from the stage that a key names. */
    private static final class StageBook implements PolicyBook {
        @Override
        public BatchPolicy policy(Object key) {
            return ((StageKey) key).stage().policy();
        }

        @Override
        public ServiceProfile profile(Object key, LaneGroup group) {
            return ((StageKey) key).stage().profile();
        }
    }
}

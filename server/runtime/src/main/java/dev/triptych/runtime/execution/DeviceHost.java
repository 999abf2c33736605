package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.DeviceGate;
import dev.triptych.scheduling.Dispatcher;
import dev.triptych.scheduling.FaultListener;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.LaneThread;
import dev.triptych.scheduling.PolicyBook;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.scheduling.ServiceProfile;
import dev.triptych.scheduling.Ticker;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Device;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A device at work: its queues, its lanes and whether it still lives. Thread-safe. */
public final class DeviceHost {
    private static final double MERGE_RATIO = 1.5;

    private final Backend backend;
    private final Device device;
    private final TensorAllocator allocator;
    private final Ticker ticker;
    private final FaultListener faults;
    private final QueueBounds bounds;
    private final LaneGroup group;
    private final Dispatcher<StageWork> dispatcher;
    private final List<LaneThread<StageWork>> threads = new ArrayList<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    /** A device whose lanes have not begun. */
    public DeviceHost(Backend backend, Device device, DeviceParts parts) {
        this.backend = backend;
        this.device = device;
        this.allocator = parts.allocator();
        this.ticker = parts.ticker();
        this.faults = parts.faults();
        this.bounds = parts.bounds();
        this.group = new LaneGroup(device.backend() + "-" + device.ordinal(), DeviceGate.open());
        this.dispatcher = new Dispatcher<>(ticker, new StageBook(), QueueBounds.NONE, faults);
        Meter meter = parts.meter();
        for (int i = 0; i < device.lanes(); i++) {
            threads.add(new LaneThread<>(
                    dispatcher,
                    new Lane(group, i),
                    new DeviceRunner(this, ticker, meter),
                    ticker,
                    parts.threads(),
                    faults));
        }
    }

    /** Starts the lanes; once. */
    public void start() {
        threads.forEach(LaneThread::start);
    }

    /**
     * Compiles a stage for this device. Runs on the loader's thread and may take minutes.
     *
     * @throws TaskException when the graph cannot run here
     */
    public StageImpl compile(String model, StageSpec spec, Progress progress) {
        try {
            return new StageImpl(
                    model,
                    spec,
                    this,
                    new CompiledStage(
                            backend.compile(
                                    spec.graph(), device, new CompileSpec(spec.maxRows(), spec.rungs()), progress),
                            allocator));
        } catch (BackendException e) {
            report(e);
            throw failure(spec, e);
        }
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

    /** Notes a failure of the device; a lost one is latched. */
    void report(BackendException failure) {
        if (failure.kind() == BackendException.Kind.DEVICE_LOST
                && lost.complete("device " + group.name() + " is lost")) {
            faults.fault(group.name(), failure);
        }
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

    int lanes() {
        return device.lanes();
    }

    Set<LaneGroup> groups() {
        return Set.of(group);
    }

    QueueBounds bounds() {
        return bounds;
    }

    double mergeRatio() {
        return MERGE_RATIO;
    }

    /** The backend and the device, for listings. */
    public String place() {
        return device.backend() + ":" + device.ordinal();
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
        threads.forEach(LaneThread::stop);
    }

    /** Waits for the lanes to end; false when one still runs. */
    public boolean join(long timeoutNanos) throws InterruptedException {
        long until = ticker.nanos() + timeoutNanos;
        boolean ended = true;
        for (LaneThread<StageWork> thread : threads) {
            ended &= thread.join(until - ticker.nanos());
        }
        return ended;
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

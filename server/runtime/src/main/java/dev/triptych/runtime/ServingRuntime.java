package dev.triptych.runtime;

import dev.triptych.repository.ModelSource;
import dev.triptych.runtime.cache.CacheGauges;
import dev.triptych.runtime.cache.EmbeddingCache;
import dev.triptych.runtime.execution.DeviceParts;
import dev.triptych.runtime.execution.Devices;
import dev.triptych.runtime.execution.LaneUse;
import dev.triptych.runtime.memory.MemoryGauges;
import dev.triptych.runtime.memory.PoolOptions;
import dev.triptych.runtime.memory.PooledAllocator;
import dev.triptych.runtime.model.GraphOpener;
import dev.triptych.runtime.model.LearnedTimes;
import dev.triptych.runtime.model.ModelLifecycle;
import dev.triptych.runtime.model.ModelLoader;
import dev.triptych.runtime.model.ModelRegistry;
import dev.triptych.runtime.model.OnnxOpener;
import dev.triptych.runtime.model.Recogniser;
import dev.triptych.runtime.passage.ItemPassage;
import dev.triptych.runtime.passage.PassageParts;
import dev.triptych.runtime.passage.RegisteredModels;
import dev.triptych.runtime.plugin.PluginSet;
import dev.triptych.runtime.profile.ProfileStore;
import dev.triptych.runtime.request.ItemGate;
import dev.triptych.runtime.request.RequestDesk;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.task.Caches;
import dev.triptych.runtime.task.LabelCache;
import dev.triptych.runtime.task.ModelInference;
import dev.triptych.runtime.tenant.Tenants;
import dev.triptych.scheduling.ByteBudget;
import dev.triptych.scheduling.Cores;
import dev.triptych.scheduling.HostLanes;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.spi.backend.Backend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** The server behind the edge: devices, models and tasks, from start to drain. Thread-safe. */
public final class ServingRuntime implements AutoCloseable {
    private final PooledAllocator allocator;
    private final PooledAllocator batchMemory;
    private final HostLanes hostLanes;
    private final Devices devices;
    private final RequestDesk desk;
    private final ByteBudget budget;
    private final ItemGate gate;
    private final ModelRegistry registry;
    private final Tenants tenants;
    private final LabelCache labels;
    private final EmbeddingCache embeddings;
    private final LearnedTimes times;
    private final ExecutorService loaderThread;
    private final ModelLifecycle lifecycle;
    private final DeadlineTimer timer;
    private final Inference inference;
    private final Shutdown shutdown;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    private ServingRuntime(
            RuntimeOptions options, RuntimeParts parts, GraphOpener graphs, PluginSet plugins, Backend backend) {
        RuntimeOptions.Limits limits = options.limits();
        this.registry = new ModelRegistry(options.labelSets());
        this.tenants = new Tenants(options.tenants(), parts.ticker());
        this.labels = new LabelCache(limits.labelBytes(), parts.meter());
        this.embeddings = new EmbeddingCache(limits.cacheBytes());
        QueueBounds bounds = new QueueBounds(limits.queuedWorks(), Long.MAX_VALUE);
        this.allocator = new PooledAllocator(new PoolOptions(limits.retainedBytes(), options.poisonMemory()));
        // Executions keep their batches' buffers between runs; only what they give away is a request's.
        this.batchMemory = allocator.apart();
        // Typed items are bounded at the gate; what is admitted there is never refused here.
        Cores cores = new Cores(options.processors());
        this.hostLanes = new HostLanes(
                options.decodeLanes(),
                1,
                QueueBounds.NONE,
                tenants,
                cores,
                parts.ticker(),
                parts.threads(),
                parts.faults());
        this.devices = new Devices(
                backend,
                new DeviceParts(
                        options.layout().mostRows(),
                        batchMemory,
                        allocator::adopt,
                        parts.ticker(),
                        parts.threads(),
                        parts.meter(),
                        parts.faults(),
                        bounds,
                        tenants,
                        cores,
                        parts.bursts()));
        this.desk = new RequestDesk(parts.ticker(), allocator, hostLanes, options.defaultDeadline(), tenants);
        this.budget = new ByteBudget(limits.bytes());
        this.gate = new ItemGate(limits.queuedItems());
        this.times = new LearnedTimes(new ProfileStore(options.stateDirectory()), hostLanes, options.layout());
        this.loaderThread = Executors.newSingleThreadExecutor(parts.threads());
        this.lifecycle = new ModelLifecycle(
                registry,
                new ModelLoader(
                        new Recogniser(plugins.families()),
                        devices,
                        graphs,
                        loaderThread,
                        labels::release,
                        options.images(),
                        times),
                loaderThread,
                parts.faults());
        this.timer = new DeadlineTimer(
                parts.ticker(),
                desk,
                devices,
                new Upkeep(tenants, () -> loaderThread.execute(() -> times.save(registry))),
                parts.faults(),
                parts.threads());
        this.inference = new ModelInference(
                desk::open,
                new RegisteredModels(registry),
                new ItemPassage(
                        new PassageParts(budget, tenants, gate, parts.meter(), parts.ticker(), limits.itemsPerCall())),
                new Caches(
                        labels,
                        embeddings,
                        options.apartTenants() ? UnaryOperator.identity() : tenant -> "",
                        parts.meter(),
                        parts.ticker()));
        this.shutdown = new Shutdown(desk, hostLanes, devices, lifecycle, loaderThread, timer, parts.ticker());
    }

    /**
     * Starts a backend and its lanes, and begins to load the models, one at a time, in order. Cut graphs are kept in the
     * state directory.
     *
     * @throws dev.triptych.spi.error.TaskException {@code BACKEND_MISSING} when no backend starts
     */
    public static ServingRuntime start(
            RuntimeOptions options, RuntimeParts parts, PluginSet plugins, List<ModelSource> models) {
        return start(options, parts, new OnnxOpener(options.stateDirectory().resolve("cuts")), plugins, models);
    }

    /** The same with other graphs than ONNX files; for tests. */
    public static ServingRuntime start(
            RuntimeOptions options,
            RuntimeParts parts,
            GraphOpener graphs,
            PluginSet plugins,
            List<ModelSource> models) {
        Backend backend = Backends.start(plugins.backends(), options);
        ServingRuntime runtime = new ServingRuntime(options, parts, graphs, plugins, backend);
        runtime.begin(models);
        return runtime;
    }

    private void begin(List<ModelSource> models) {
        hostLanes.start();
        devices.start();
        timer.start();
        devices.lossNotice().thenRun(registry::notReady);
        lifecycle.loadAll(models).whenComplete((done, failure) -> loaded.complete(null));
    }

    /** The tasks. */
    public Inference inference() {
        return inference;
    }

    /** What is served. */
    public Catalog catalog() {
        return registry;
    }

    /** Completes when each model that was named at start is ready or has failed. */
    public CompletionStage<Void> loaded() {
        return loaded.minimalCompletionStage();
    }

    /** Completes when a device is lost; readiness has gone by then, and the process should end. */
    public CompletionStage<String> deviceLost() {
        return devices.lossNotice();
    }

    /** How busy each device and the host is; always in the same order. */
    public List<LaneUse> lanes() {
        List<LaneUse> all = new ArrayList<>(devices.use());
        all.add(new LaneUse("host", hostLanes.lanes(), hostLanes.running()));
        return all;
    }

    /** The bytes that requests may reserve together. */
    public long budgetBytes() {
        return budget.capacity();
    }

    /** What is under way. */
    public RuntimeGauges gauges() {
        MemoryGauges memory = allocator.gauges();
        return new RuntimeGauges(
                desk.inFlight(),
                gate.inside(),
                devices.queued() + hostLanes.queued(),
                budget.inUse(),
                memory.bytesInUse(),
                memory.live(),
                labels.bytes());
    }

    /** Who may use how much; to be told other rules while the server runs. */
    public Tenants tenants() {
        return tenants;
    }

    /** What is kept of items' vectors, and who waits for whom. */
    public CacheGauges cache() {
        return embeddings.gauges();
    }

    /** What the executions keep for their batches; all is 0 once every model is closed. */
    MemoryGauges batchMemory() {
        return batchMemory.gauges();
    }

    /**
     * Refuses new requests, waits for those under way, then stops lanes and closes models and backends. Blocks; never
     * call it on an event loop or a lane. Once it has been called, calling it again does nothing.
     *
     * @return true when every request had ended in time and everything is closed; false when the rest was given up
     */
    public boolean drain(Duration timeout) {
        registry.notReady();
        boolean whole = shutdown.run(timeout);
        times.save(registry);
        return whole;
    }

    /** Drains without waiting. */
    @Override
    public void close() {
        boolean unused = drain(Duration.ZERO);
    }
}

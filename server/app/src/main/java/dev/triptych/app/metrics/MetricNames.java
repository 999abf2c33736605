package dev.triptych.app.metrics;

/**
 * The names of all metrics, with their labels and units. Names are part of the interface: they may be added, never removed
 * or renamed without a word in the changelog.
 */
public final class MetricNames {
    /** Items by model, task and reason ({@code OK} when all is well); counter. */
    public static final String ITEMS = "triptych.items";
    /** An item's time from its arrival to its answer, by model and task; histogram, seconds. */
    public static final String ITEM_SECONDS = "triptych.item.duration";
    /** A batch's time on its device, by model and stage; histogram, seconds. */
    public static final String RUN_SECONDS = "triptych.stage.run.duration";
    /** The wait of a batch's oldest row before its device took it, by model and stage; histogram, seconds. */
    public static final String QUEUE_SECONDS = "triptych.stage.queue.duration";
    /** Rows in a batch, by model and stage; histogram. */
    public static final String BATCH_ROWS = "triptych.stage.batch.rows";
    /** A host step's own time, by model and step; histogram, seconds. */
    public static final String HOST_SECONDS = "triptych.host.run.duration";
    /** The wait before a host step, by model and step; histogram, seconds. */
    public static final String HOST_QUEUE_SECONDS = "triptych.host.queue.duration";
    /** Requests under way; gauge. */
    public static final String IN_FLIGHT = "triptych.requests.inflight";
    /** Work waiting for a device or a host lane; gauge. */
    public static final String QUEUED = "triptych.work.queued";
    /** Bytes reserved by requests; gauge, bytes. */
    public static final String BUDGET_BYTES = "triptych.budget.used.bytes";
    /** Tensors alive; gauge. */
    public static final String TENSORS = "triptych.tensors.live";
    /** Classify calls whose labels' vectors were found or had to be computed, by model and result (hit, miss); counter. */
    public static final String LABEL_CACHE = "triptych.label.cache.requests";
    /** Bytes of label vectors that are kept; gauge, bytes. */
    public static final String LABEL_CACHE_BYTES = "triptych.label.cache.used.bytes";
    /**
     * Items whose vector was looked for, by model and result: hit (kept), shared (another call computes it), miss; counter.
     */
    public static final String CACHE = "triptych.cache.items";
    /** Bytes of items' vectors that are kept; gauge, bytes. */
    public static final String CACHE_BYTES = "triptych.cache.used.bytes";
    /** Items' vectors that are kept; gauge. */
    public static final String CACHE_ENTRIES = "triptych.cache.entries";
    /** Items' vectors that had to go for others; counter. */
    public static final String CACHE_EVICTIONS = "triptych.cache.evictions";
    /** Whether a model is ready, by model and version: 1 or 0; gauge. */
    public static final String MODEL_READY = "triptych.model.ready";
    /** Calls by gRPC method and status code; counter. */
    public static final String CALLS = "triptych.grpc.calls";
    /** A call's time by gRPC method; histogram, seconds. */
    public static final String CALL_SECONDS = "triptych.grpc.call.duration";

    private MetricNames() {}
}

package dev.triptych.app.metrics;

import java.util.List;

/**
 * All metrics: name, kind, labels, meaning. {@code docs/reference/metrics.md} is written from here.
 *
 * <p>Names and labels are part of the interface: they may be added, never removed or renamed without a word in the
 * changelog. Label values come from served models and the server itself, never from callers, so they are few.
 */
public enum Metric {
    CALLS("triptych.grpc.calls", Kind.COUNTER, "Calls that have ended.", "method", "code"),
    CALL_SECONDS("triptych.grpc.call.duration", Kind.SECONDS, "A call from its headers to its status.", "method"),
    IN_FLIGHT("triptych.requests.inflight", Kind.GAUGE, "Requests under way."),

    ITEMS(
            "triptych.items",
            Kind.COUNTER,
            "Items that have ended; reason is OK or the reason of the error.",
            "model",
            "task",
            "modality",
            "reason"),
    ITEM_SECONDS(
            "triptych.item.duration",
            Kind.SECONDS,
            "An item from its admission to its end.",
            "model",
            "task",
            "modality"),
    PHASE_SECONDS(
            "triptych.item.phase.duration",
            Kind.SECONDS,
            "An item's time in a phase: sniff (headers, hashes), decode_queue, decode (and preprocess), queue (for a device), batch (put"
                    + " together), infer, post_queue, post.",
            "model",
            "modality",
            "phase"),
    SHEDS(
            "triptych.sheds",
            Kind.COUNTER,
            "Items turned away before any work was done for them, by the reason of the error.",
            "model",
            "reason"),

    STAGE_QUEUE_SECONDS(
            "triptych.stage.queue.duration",
            Kind.SECONDS,
            "The wait of a batch's oldest row before its device took it.",
            "model",
            "stage"),
    STAGE_RUN_SECONDS(
            "triptych.stage.run.duration",
            Kind.SECONDS,
            "A batch on its device, from its first row put in to its last taken out, runs to find a bad item included.",
            "model",
            "stage"),
    STAGE_ROWS("triptych.stage.batch.rows", Kind.ROWS, "Rows of a batch.", "model", "stage"),
    STAGE_COST(
            "triptych.stage.batch.cost",
            Kind.COST,
            "Cost of a batch, padding included: tokens, pixels, frames or samples.",
            "model",
            "stage"),
    STAGE_OWN(
            "triptych.stage.cost",
            Kind.COUNTER,
            "Cost that ran; part is own or padding: padding waste is padding over both.",
            "model",
            "stage",
            "part"),
    STAGE_RELEASE(
            "triptych.stage.releases",
            Kind.COUNTER,
            "Batches by what closed them: empty (nothing more waits), rows, cost, shared (another lane takes the rest), slice (others wait), padding, deadline.",
            "model",
            "stage",
            "reason"),
    STAGE_WASTED_SECONDS(
            "triptych.stage.wasted.duration",
            Kind.COUNTER_SECONDS,
            "Device time of rows whose result nobody got: cancelled or too late while they ran, or failed.",
            "model",
            "stage"),
    STAGE_PREDICTION(
            "triptych.stage.prediction.ratio",
            Kind.RATIO,
            "A batch's predicted time over its measured one; 1 is exact, below 1 too hopeful.",
            "model",
            "stage"),

    HOST_SECONDS(
            "triptych.host.run.duration", Kind.SECONDS, "A host step's own time: hash, decode, post.", "model", "step"),
    HOST_QUEUE_SECONDS("triptych.host.queue.duration", Kind.SECONDS, "The wait before a host step.", "model", "step"),
    HOST_WASTED_SECONDS(
            "triptych.host.wasted.duration",
            Kind.COUNTER_SECONDS,
            "Time of steps for items that nobody got an answer to: cancelled, too late, or failed; step is decode.",
            "model",
            "step"),
    QUEUED("triptych.work.queued", Kind.GAUGE, "Work that waits for a device or a host lane."),
    LANES("triptych.lanes", Kind.GAUGE, "Lanes of a device, or of the host.", "device"),
    LANES_BUSY(
            "triptych.lanes.busy", Kind.GAUGE, "Lanes of a device, or of the host, that run something now.", "device"),

    BUDGET_BYTES("triptych.budget.used.bytes", Kind.GAUGE, "Bytes reserved by requests."),
    BUDGET_LIMIT("triptych.budget.limit.bytes", Kind.GAUGE, "Bytes that requests may reserve together."),
    INBOUND_BYTES("triptych.inbound.used.bytes", Kind.GAUGE, "Bytes of messages that have come and are not answered."),
    INBOUND_LIMIT(
            "triptych.inbound.limit.bytes",
            Kind.GAUGE,
            "Bytes that such messages may hold together before calls are ended."),
    TENSORS("triptych.tensors.live", Kind.GAUGE, "Tensors of requests and their results that are alive."),

    LABEL_CACHE(
            "triptych.label.cache.requests",
            Kind.COUNTER,
            "Classify calls whose labels' vectors were found or had to be computed: hit, miss.",
            "model",
            "result"),
    LABEL_CACHE_BYTES("triptych.label.cache.used.bytes", Kind.GAUGE, "Bytes of label vectors that are kept."),

    CACHE(
            "triptych.cache.items",
            Kind.COUNTER,
            "Items whose vector was looked for: hit (kept), shared (another call computes it), miss.",
            "model",
            "result"),
    CACHE_BYTES("triptych.cache.used.bytes", Kind.GAUGE, "Bytes of items' vectors that are kept."),
    CACHE_ENTRIES("triptych.cache.entries", Kind.GAUGE, "Items' vectors that are kept."),
    CACHE_EVICTIONS("triptych.cache.evictions", Kind.COUNTER, "Items' vectors that had to go for others."),

    MODEL_READY("triptych.model.ready", Kind.GAUGE, "Whether a model is ready: 1 or 0.", "model", "version");

    /** What is measured how. */
    public enum Kind {
        /** A count that only grows. */
        COUNTER("counter", "_total"),
        /** A time that only grows, in seconds. */
        COUNTER_SECONDS("counter, seconds", "_seconds_total"),
        /** A value of now. */
        GAUGE("gauge", ""),
        /** A histogram of seconds. */
        SECONDS("histogram, seconds", "_seconds"),
        /** A histogram of rows. */
        ROWS("histogram", ""),
        /** A histogram of cost. */
        COST("histogram", ""),
        /** A histogram of ratios. */
        RATIO("histogram", "");

        private final String words;
        private final String suffix;

        Kind(String words, String suffix) {
            this.words = words;
            this.suffix = suffix;
        }
    }

    private final String key;
    private final Kind kind;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(String key, Kind kind, String help, String... labels) {
        this.key = key;
        this.kind = kind;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name as the registry takes it, with dots. */
    String key() {
        return key;
    }

    /** How it is measured. */
    public Kind kind() {
        return kind;
    }

    /** What it means. */
    public String help() {
        return help;
    }

    /** The names of its labels, in the order in which values are given. */
    public List<String> labels() {
        return labels;
    }

    /** The name at {@code /metrics}. */
    public String scraped() {
        return key.replace('.', '_') + kind.suffix;
    }

    /** The kind in words, with its unit. */
    public String words() {
        return kind.words;
    }
}

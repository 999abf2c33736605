package dev.triptych.app.metrics;

import dev.triptych.runtime.serving.BatchFacts;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.Phase;
import dev.triptych.spi.error.Reason;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what the server measures into Prometheus metrics. Thread-safe. */
public final class PrometheusMeter implements Meter {
    private final Meters meters;

    public PrometheusMeter(PrometheusMeterRegistry registry) {
        this.meters = new Meters(registry);
    }

    @Override
    public void batch(BatchFacts batch) {
        String model = batch.model();
        String stage = batch.stage();
        meters.time(Metric.STAGE_QUEUE_SECONDS, batch.queueNanos(), model, stage, "");
        meters.time(Metric.STAGE_RUN_SECONDS, batch.runNanos(), model, stage, "");
        meters.record(Metric.STAGE_ROWS, batch.rows(), model, stage);
        meters.record(Metric.STAGE_COST, (double) batch.cost(), model, stage);
        meters.count(Metric.STAGE_OWN, (double) batch.ownCost(), model, stage, "own", "");
        meters.count(Metric.STAGE_OWN, batch.cost() - (double) batch.ownCost(), model, stage, "padding", "");
        meters.count(Metric.STAGE_RELEASE, 1, model, stage, batch.release(), "");
        meters.count(Metric.STAGE_WASTED_SECONDS, batch.wastedNanos() / 1e9, model, stage);
        if (batch.predictedNanos() > 0 && batch.runNanos() > 0) {
            meters.record(Metric.STAGE_PREDICTION, (double) batch.predictedNanos() / batch.runNanos(), model, stage);
        }
    }

    @Override
    public void host(String model, String step, long queueNanos, long runNanos) {
        meters.time(Metric.HOST_QUEUE_SECONDS, queueNanos, model, step, "");
        meters.time(Metric.HOST_SECONDS, runNanos, model, step, "");
    }

    @Override
    public void wasted(String model, long decodeNanos) {
        meters.count(Metric.HOST_WASTED_SECONDS, decodeNanos / 1e9, model, "decode");
    }

    @Override
    public void item(String model, String task, String modality, @Nullable Reason reason, long nanos) {
        meters.time(Metric.ITEM_SECONDS, nanos, model, task, modality);
        meters.count(Metric.ITEMS, 1, model, task, modality, reason == null ? "OK" : reason.name());
    }

    @Override
    public void phase(String model, String modality, Phase phase, long nanos) {
        meters.time(Metric.PHASE_SECONDS, nanos, model, modality, phase.label());
    }

    @Override
    public void shed(String model, Reason reason, int items) {
        meters.count(Metric.SHEDS, items, model, reason.name());
    }

    @Override
    public void labels(String model, boolean hit) {
        meters.count(Metric.LABEL_CACHE, 1, model, hit ? "hit" : "miss");
    }

    @Override
    public void cached(String model, CacheResult result) {
        meters.count(Metric.CACHE, 1, model, result.name().toLowerCase(Locale.ROOT));
    }

    /** One gRPC call ended. */
    public void call(String method, String code, long nanos) {
        meters.time(Metric.CALL_SECONDS, nanos, method, "", "");
        meters.count(Metric.CALLS, 1, method, code);
    }
}

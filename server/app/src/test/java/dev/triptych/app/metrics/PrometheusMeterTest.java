package dev.triptych.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.BatchFacts;
import dev.triptych.runtime.serving.Phase;
import dev.triptych.spi.error.Reason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PrometheusMeterTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PrometheusMeter meter = new PrometheusMeter(registry);

    @Test
    void batch_recordsRowsQueueAndRunByModelAndStage() {
        meter.batch(new BatchFacts(
                "m",
                "image",
                3,
                100,
                80,
                "rows",
                TimeUnit.MILLISECONDS.toNanos(2),
                TimeUnit.MILLISECONDS.toNanos(40),
                TimeUnit.MILLISECONDS.toNanos(30),
                TimeUnit.MILLISECONDS.toNanos(10)));

        assertThat(registry.scrape())
                .contains("triptych_stage_batch_rows_sum{model=\"m\",stage=\"image\"} 3.0")
                .contains("triptych_stage_run_duration_seconds_bucket{model=\"m\",stage=\"image\",le=\"0.025\"} 0")
                .contains("triptych_stage_run_duration_seconds_bucket{model=\"m\",stage=\"image\",le=\"0.05\"} 1")
                .contains("triptych_stage_queue_duration_seconds_count{model=\"m\",stage=\"image\"} 1")
                .contains("triptych_stage_batch_cost_sum{model=\"m\",stage=\"image\"} 100.0")
                .contains("triptych_stage_cost_total{model=\"m\",part=\"own\",stage=\"image\"} 80.0")
                .contains("triptych_stage_cost_total{model=\"m\",part=\"padding\",stage=\"image\"} 20.0")
                .contains("triptych_stage_releases_total{model=\"m\",reason=\"rows\",stage=\"image\"} 1.0")
                .contains("triptych_stage_wasted_duration_seconds_total{model=\"m\",stage=\"image\"} 0.01")
                .contains("triptych_stage_prediction_ratio_sum{model=\"m\",stage=\"image\"} 0.75");
    }

    @Test
    void item_countsByReason() {
        meter.item("m", "embed", "image", null, 1);
        meter.item("m", "embed", "image", null, 1);
        meter.item("m", "embed", "image", Reason.QUEUE_FULL, 1);

        assertThat(registry.scrape())
                .contains("triptych_items_total{modality=\"image\",model=\"m\",reason=\"OK\",task=\"embed\"} 2.0")
                .contains(
                        "triptych_items_total{modality=\"image\",model=\"m\",reason=\"QUEUE_FULL\",task=\"embed\"} 1.0")
                .contains("triptych_item_duration_seconds_count{modality=\"image\",model=\"m\",task=\"embed\"} 3");
    }

    @Test
    void phase_recordsByModalityAndPhase() {
        meter.phase("m", "text", Phase.INFER, 1);

        assertThat(registry.scrape())
                .contains(
                        "triptych_item_phase_duration_seconds_count{modality=\"text\",model=\"m\",phase=\"infer\"} 1");
    }

    @Test
    void shed_countsItemsByReason() {
        meter.shed("m", Reason.QUEUE_FULL, 3);

        assertThat(registry.scrape()).contains("triptych_sheds_total{model=\"m\",reason=\"QUEUE_FULL\"} 3.0");
    }

    @Test
    void host_recordsStepsByModel() {
        meter.host("m", "decode", 1, 1);

        assertThat(registry.scrape())
                .contains("triptych_host_run_duration_seconds_count{model=\"m\",step=\"decode\"} 1")
                .contains("triptych_host_queue_duration_seconds_count{model=\"m\",step=\"decode\"} 1");
    }

    @Test
    void call_countsByMethodAndCode() {
        meter.call("s/M", "OK", 1);
        meter.call("s/M", "UNAVAILABLE", 1);

        assertThat(registry.scrape())
                .contains("triptych_grpc_calls_total{code=\"OK\",method=\"s/M\"} 1.0")
                .contains("triptych_grpc_calls_total{code=\"UNAVAILABLE\",method=\"s/M\"} 1.0")
                .contains("triptych_grpc_call_duration_seconds_count{method=\"s/M\"} 2");
    }
}

package dev.triptych.app.metrics;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.spi.error.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns what the server measures into Prometheus metrics. Label values come from served models alone, so they are few. */
public final class PrometheusMeter implements Meter {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };
    private static final double[] ROWS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128};

    private record Key(String name, String first, String second, String third) {}

    private final PrometheusMeterRegistry registry;
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, DistributionSummary> summaries = new ConcurrentHashMap<>();

    public PrometheusMeter(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void batch(String model, String stage, int rows, long cost, long queueNanos, long runNanos) {
        timer(MetricNames.QUEUE_SECONDS, model, "stage", stage).record(queueNanos, TimeUnit.NANOSECONDS);
        timer(MetricNames.RUN_SECONDS, model, "stage", stage).record(runNanos, TimeUnit.NANOSECONDS);
        summaries
                .computeIfAbsent(new Key(MetricNames.BATCH_ROWS, model, stage, ""), key -> DistributionSummary.builder(
                                key.name())
                        .tags("model", model, "stage", stage)
                        .serviceLevelObjectives(ROWS)
                        .register(registry))
                .record(rows);
    }

    @Override
    public void host(String model, String step, long queueNanos, long runNanos) {
        timer(MetricNames.HOST_QUEUE_SECONDS, model, "step", step).record(queueNanos, TimeUnit.NANOSECONDS);
        timer(MetricNames.HOST_SECONDS, model, "step", step).record(runNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void item(String model, String task, @Nullable Reason reason, long nanos) {
        timer(MetricNames.ITEM_SECONDS, model, "task", task).record(nanos, TimeUnit.NANOSECONDS);
        String outcome = reason == null ? "OK" : reason.name();
        counters.computeIfAbsent(new Key(MetricNames.ITEMS, model, task, outcome), key -> Counter.builder(key.name())
                        .tags("model", model, "task", task, "reason", outcome)
                        .register(registry))
                .increment();
    }

    @Override
    public void labels(String model, boolean hit) {
        String result = hit ? "hit" : "miss";
        counters.computeIfAbsent(new Key(MetricNames.LABEL_CACHE, model, result, ""), key -> Counter.builder(key.name())
                        .tags("model", model, "result", result)
                        .register(registry))
                .increment();
    }

    @Override
    public void cached(String model, CacheResult result) {
        String name = result.name().toLowerCase(Locale.ROOT);
        counters.computeIfAbsent(new Key(MetricNames.CACHE, model, name, ""), key -> Counter.builder(key.name())
                        .tags("model", model, "result", name)
                        .register(registry))
                .increment();
    }

    /** One gRPC call ended. */
    public void call(String method, String code, long nanos) {
        timers.computeIfAbsent(
                        new Key(MetricNames.CALL_SECONDS, method, "", ""),
                        key -> histogram(key.name(), "method", method))
                .record(nanos, TimeUnit.NANOSECONDS);
        counters.computeIfAbsent(new Key(MetricNames.CALLS, method, code, ""), key -> Counter.builder(key.name())
                        .tags("method", method, "code", code)
                        .register(registry))
                .increment();
    }

    private Timer timer(String name, String model, String label, String value) {
        return timers.computeIfAbsent(
                new Key(name, model, label, value), key -> histogram(name, "model", model, label, value));
    }

    private Timer histogram(String name, String... tags) {
        return Timer.builder(name).tags(tags).serviceLevelObjectives(BUCKETS).register(registry);
    }
}

package dev.triptych.app.metrics;

import dev.triptych.runtime.RuntimeGauges;
import dev.triptych.runtime.ServingRuntime;
import dev.triptych.runtime.cache.CacheGauges;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows what is under way and which models are ready. */
public final class ServerGauges {
    private final PrometheusMeterRegistry registry;
    private final ServingRuntime runtime;

    private ServerGauges(PrometheusMeterRegistry registry, ServingRuntime runtime) {
        this.registry = registry;
        this.runtime = runtime;
    }

    /** Registers all gauges; models follow the catalog from then on. */
    public static void register(PrometheusMeterRegistry registry, ServingRuntime runtime) {
        ServerGauges gauges = new ServerGauges(registry, runtime);
        gauges.add(MetricNames.IN_FLIGHT, RuntimeGauges::requests);
        gauges.add(MetricNames.QUEUED, RuntimeGauges::queued);
        gauges.add(MetricNames.BUDGET_BYTES, RuntimeGauges::reservedBytes);
        gauges.add(MetricNames.TENSORS, RuntimeGauges::tensors);
        gauges.add(MetricNames.LABEL_CACHE_BYTES, RuntimeGauges::labelBytes);
        gauges.cache(MetricNames.CACHE_BYTES, CacheGauges::bytes);
        gauges.cache(MetricNames.CACHE_ENTRIES, CacheGauges::entries);
        FunctionCounter.builder(MetricNames.CACHE_EVICTIONS, runtime, source -> source.cache()
                        .evictions())
                .register(registry);
        MultiGauge ready = MultiGauge.builder(MetricNames.MODEL_READY).register(registry);
        Catalog catalog = runtime.catalog();
        catalog.onChange(() -> show(ready, catalog));
        show(ready, catalog);
    }

    private void add(String name, ToDoubleFunction<RuntimeGauges> value) {
        Gauge.builder(name, runtime, source -> value.applyAsDouble(source.gauges()))
                .strongReference(true)
                .register(registry);
    }

    private void cache(String name, ToDoubleFunction<CacheGauges> value) {
        Gauge.builder(name, runtime, source -> value.applyAsDouble(source.cache()))
                .strongReference(true)
                .register(registry);
    }

    private static void show(MultiGauge ready, Catalog catalog) {
        ready.register(
                catalog.models().stream()
                        .map(model -> MultiGauge.Row.of(
                                Tags.of("model", model.name(), "version", model.version()),
                                model.state() == ModelListing.State.READY ? 1 : 0))
                        .toList(),
                true);
    }
}

package dev.triptych.app.metrics;

import dev.triptych.runtime.RuntimeGauges;
import dev.triptych.runtime.ServingRuntime;
import dev.triptych.runtime.cache.CacheGauges;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.transport.call.InboundBytes;
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
    public static void register(PrometheusMeterRegistry registry, ServingRuntime runtime, InboundBytes inbound) {
        ServerGauges gauges = new ServerGauges(registry, runtime);
        gauges.add(Metric.IN_FLIGHT, RuntimeGauges::requests);
        gauges.add(Metric.QUEUED, RuntimeGauges::queued);
        gauges.add(Metric.BUDGET_BYTES, RuntimeGauges::reservedBytes);
        gauges.add(Metric.TENSORS, RuntimeGauges::tensors);
        gauges.add(Metric.LABEL_CACHE_BYTES, RuntimeGauges::labelBytes);
        gauges.add(Metric.BUDGET_LIMIT, runtime, ServingRuntime::budgetBytes);
        gauges.add(Metric.INBOUND_BYTES, inbound, InboundBytes::held);
        gauges.add(Metric.INBOUND_LIMIT, inbound, InboundBytes::capacity);
        gauges.addLanes();
        gauges.cache(Metric.CACHE_BYTES, CacheGauges::bytes);
        gauges.cache(Metric.CACHE_ENTRIES, CacheGauges::entries);
        FunctionCounter.builder(Metric.CACHE_EVICTIONS.key(), runtime, source -> source.cache()
                        .evictions())
                .description(Metric.CACHE_EVICTIONS.help())
                .register(registry);
        MultiGauge ready = MultiGauge.builder(Metric.MODEL_READY.key())
                .description(Metric.MODEL_READY.help())
                .register(registry);
        Catalog catalog = runtime.catalog();
        catalog.onChange(() -> show(ready, catalog));
        show(ready, catalog);
    }

    private void addLanes() {
        for (int i = 0; i < runtime.lanes().size(); i++) {
            int index = i;
            String device = runtime.lanes().get(i).device();
            addLane(Metric.LANES, device, source -> source.lanes().get(index).lanes());
            addLane(Metric.LANES_BUSY, device, source -> source.lanes()
                    .get(index)
                    .busy());
        }
    }

    private void addLane(Metric metric, String device, ToDoubleFunction<ServingRuntime> value) {
        Gauge.builder(metric.key(), runtime, value)
                .description(metric.help())
                .tag("device", device)
                .strongReference(true)
                .register(registry);
    }

    private void add(Metric metric, ToDoubleFunction<RuntimeGauges> value) {
        add(metric, runtime, source -> value.applyAsDouble(source.gauges()));
    }

    private void cache(Metric metric, ToDoubleFunction<CacheGauges> value) {
        add(metric, runtime, source -> value.applyAsDouble(source.cache()));
    }

    private <T> void add(Metric metric, T source, ToDoubleFunction<T> value) {
        Gauge.builder(metric.key(), source, value)
                .description(metric.help())
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

package dev.triptych.app.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.triptych.app.metrics.PrometheusMeter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Assembles the metrics. */
final class MetricsModule extends AbstractModule {
    @Provides
    @Singleton
    PrometheusMeterRegistry registry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Provides
    @Singleton
    PrometheusMeter meter(PrometheusMeterRegistry registry) {
        return new PrometheusMeter(registry);
    }
}

package dev.triptych.app.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.triptych.app.Version;
import dev.triptych.app.logging.CallLog;
import dev.triptych.app.metrics.PrometheusMeter;
import dev.triptych.app.tracing.SpanWriter;
import dev.triptych.runtime.ServingRuntime;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.Ticker;
import dev.triptych.transport.EdgeOptions;
import dev.triptych.transport.GrpcEdge;
import dev.triptych.transport.call.RequestIds;
import dev.triptych.transport.operations.AdminEdge;
import dev.triptych.transport.operations.OperationsEdge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Assembles the three ports. */
final class TransportModule extends AbstractModule {
    @Provides
    @Singleton
    CallEars ears(ServerOptions options, Ticker ticker, PrometheusMeter meter) {
        return new CallEars(
                meter,
                new CallLog(ticker),
                options.tracing()
                        .map(to -> SpanWriter.to(
                                to,
                                Version.current(),
                                ticker,
                                () -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                                new SecureRandom()::nextDouble)));
    }

    @Provides
    @Singleton
    GrpcEdge grpc(
            ServerOptions options, Inference inference, Catalog catalog, Ticker ticker, CallEars ears, Bursts bursts) {
        EdgeOptions edge = EdgeOptions.on(
                options.host(), options.grpcPort(), Runtime.getRuntime().availableProcessors());
        return new GrpcEdge(
                edge.withLimits(edge.limits()
                                .withMessageBytes(options.maxMessageBytes())
                                .withImagePixels(options.images().pixels()))
                        .withInboundBytes(MemoryPlan.inbound(
                                options.maxMessageBytes(), Runtime.getRuntime().maxMemory(), DirectMemory.limit()))
                        .trustingTenantHeader(options.trustTenantHeader()),
                new GrpcEdge.Parts(
                        inference,
                        catalog,
                        ticker,
                        RequestIds.random(() -> ThreadLocalRandom.current().nextLong()),
                        ears,
                        Version.current(),
                        InstantSource.system(),
                        bursts));
    }

    @Provides
    @Singleton
    OperationsEdge operations(
            ServerOptions options, PrometheusMeterRegistry registry, ServingRuntime runtime, Catalog catalog) {
        return new OperationsEdge(
                options.host(),
                options.metricsPort(),
                new OperationsEdge.Sources(
                        registry::scrape,
                        () -> !runtime.deviceLost().toCompletableFuture().isDone(),
                        catalog));
    }

    @Provides
    @Singleton
    AdminEdge admin(ServerOptions options, Catalog catalog) {
        return new AdminEdge(options.adminPort(), catalog);
    }
}

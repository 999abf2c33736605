package dev.triptych.app.tracing;

import dev.triptych.runtime.serving.Timeline;
import dev.triptych.scheduling.Ticker;
import dev.triptych.transport.call.CallEnd;
import dev.triptych.transport.call.CallObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Writes a span for each traced call and one below it for each phase of its items, when the call has ended.
 *
 * <p>A caller's {@code traceparent} is the parent, and its sampled flag decides; without one, chance does. Calls that ask
 * for their timings are traced too. Never what was sent. Thread-safe; spans that a collector does not take in time are lost.
 */
public final class SpanWriter implements CallObserver, AutoCloseable {
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
    private static final AttributeKey<String> CODE = AttributeKey.stringKey("rpc.grpc.status_code");
    private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("triptych.request.id");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("triptych.model");
    private static final AttributeKey<String> STAGE = AttributeKey.stringKey("triptych.stage");
    private static final AttributeKey<Long> ROWS = AttributeKey.longKey("triptych.batch.rows");
    private static final int FLUSH_SECONDS = 2;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final double ratio;
    private final DoubleSupplier chance;
    private final long epochNanos;

    /**
     * A writer of spans.
     *
     * @param ratio the share of calls without a parent that are traced
     * @param chance numbers from 0 to below 1
     * @param epochNanos the wall clock at the ticker's zero
     */
    SpanWriter(SpanProcessor processor, String version, double ratio, DoubleSupplier chance, long epochNanos) {
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", "triptych")
                        .put("service.version", version)
                        .build())
                .addSpanProcessor(processor)
                .build();
        this.tracer = provider.get("dev.triptych");
        this.ratio = ratio;
        this.chance = chance;
        this.epochNanos = epochNanos;
    }

    /** A writer that sends to a collector in batches, off the callers' threads. */
    public static SpanWriter to(
            TraceOptions options, String version, Ticker ticker, LongSupplier wallNanos, DoubleSupplier chance) {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(options.traces()).build();
        return new SpanWriter(
                BatchSpanProcessor.builder(exporter).build(),
                version,
                options.ratio(),
                chance,
                wallNanos.getAsLong() - ticker.nanos());
    }

    @Override
    public boolean watches(String traceparent) {
        return traceparent.isEmpty()
                ? chance.getAsDouble() < ratio
                : parent(traceparent).isSampled();
    }

    @Override
    public void ended(CallEnd end) {
        Timeline timeline = end.info().timeline();
        if (!timeline.on()) {
            return;
        }
        long start = end.info().startNanos();
        Span call = call(end).startSpan();
        Context inside = Context.root().with(call);
        timeline.steps().forEach(step -> step(step, inside));
        if (!end.ok()) {
            call.setStatus(StatusCode.ERROR, end.description());
        }
        call.end(epochNanos + start + end.nanos(), TimeUnit.NANOSECONDS);
    }

    private SpanBuilder call(CallEnd end) {
        int slash = end.method().indexOf('/');
        Context parent = end.info().traceparent().isEmpty()
                ? Context.root()
                : Context.root().with(Span.wrap(parent(end.info().traceparent())));
        return tracer.spanBuilder(end.method())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(epochNanos + end.info().startNanos(), TimeUnit.NANOSECONDS)
                .setAttribute(SYSTEM, "grpc")
                .setAttribute(SERVICE, end.method().substring(0, Math.max(0, slash)))
                .setAttribute(METHOD, end.method().substring(slash + 1))
                .setAttribute(CODE, end.code())
                .setAttribute(REQUEST, end.info().requestId());
    }

    private void step(Timeline.Step step, Context inside) {
        SpanBuilder builder = tracer.spanBuilder(step.phase().label())
                .setParent(inside)
                .setStartTimestamp(epochNanos + step.startNanos(), TimeUnit.NANOSECONDS)
                .setAttribute(MODEL, step.model());
        if (!step.stage().isEmpty()) {
            builder.setAttribute(STAGE, step.stage()).setAttribute(ROWS, (long) step.rows());
        }
        builder.startSpan().end(epochNanos + step.endNanos(), TimeUnit.NANOSECONDS);
    }

    /** The parts of a header of the form that the edge has checked. */
    private static SpanContext parent(String traceparent) {
        return SpanContext.createFromRemoteParent(
                traceparent.substring(3, 35),
                traceparent.substring(36, 52),
                TraceFlags.fromHex(traceparent, 53),
                TraceState.getDefault());
    }

    /** Sends what is left, for at most 2 s. */
    @Override
    public void close() {
        CompletableResultCode unused = provider.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
}

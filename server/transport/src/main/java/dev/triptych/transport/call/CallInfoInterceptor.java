package dev.triptych.transport.call;

import dev.triptych.runtime.serving.Timeline;
import dev.triptych.scheduling.Priority;
import dev.triptych.scheduling.Ticker;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The first step of a call: reads who asks, until when and under which name, and tells the caller that name. */
final class CallInfoInterceptor implements ServerInterceptor {
    static final Metadata.Key<String> REQUEST_ID = key("x-request-id");
    static final Metadata.Key<String> TRACE_PARENT = key("traceparent");
    static final Metadata.Key<String> TENANT = key("x-triptych-tenant");

    static final Metadata.Key<String> STREAM_STATUS = key("triton_grpc_error");

    private final Ticker ticker;
    private final RequestIds ids;
    private final Tenants tenants;
    private final CallObserver observer;

    CallInfoInterceptor(Ticker ticker, RequestIds ids, Tenants tenants, CallObserver observer) {
        this.ticker = ticker;
        this.ids = ids;
        this.tenants = tenants;
        this.observer = observer;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        long now = ticker.nanos();
        String parent = TraceParent.read(headers.get(TRACE_PARENT));
        boolean asked = ServerTiming.asked(headers);
        CallInfo info = new CallInfo(
                ids.choose(headers.get(REQUEST_ID)),
                parent,
                tenants.of(headers.get(TENANT)),
                now,
                deadline(now, Context.current().getDeadline()),
                Priority.NORMAL,
                "true".equals(headers.get(STREAM_STATUS)),
                asked || observer.watches(parent) ? Timeline.recording() : Timeline.NONE);
        Context context = Context.current().withValue(CallInfo.KEY, info);
        return Contexts.interceptCall(context, new Named<>(call, info, asked ? ticker : null), headers, next);
    }

    private static long deadline(long now, @Nullable Deadline deadline) {
        if (deadline == null) {
            return Long.MAX_VALUE;
        }
        long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
        return left >= Long.MAX_VALUE - now ? Long.MAX_VALUE : Math.max(0, now + left);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /**
     * Echoes the request's id in the headers, or in the trailers of an answer that has no headers; and says in the trailers
     * where the time went, where it was asked.
     */
    private static final class Named<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final CallInfo info;
        private final @Nullable Ticker timings;
        private volatile boolean told;

        Named(ServerCall<Q, R> call, CallInfo info, @Nullable Ticker timings) {
            super(call);
            this.info = info;
            this.timings = timings;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            told = true;
            headers.put(REQUEST_ID, info.requestId());
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!told) {
                trailers.put(REQUEST_ID, info.requestId());
            }
            if (timings != null) {
                ServerTiming.put(trailers, info.timeline(), timings.nanos() - info.startNanos());
            }
            super.close(status, trailers);
        }
    }
}

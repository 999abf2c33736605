package dev.triptych.transport.call;

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

    CallInfoInterceptor(Ticker ticker, RequestIds ids, Tenants tenants) {
        this.ticker = ticker;
        this.ids = ids;
        this.tenants = tenants;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        long now = ticker.nanos();
        CallInfo info = new CallInfo(
                ids.choose(headers.get(REQUEST_ID)),
                TraceParent.read(headers.get(TRACE_PARENT)),
                tenants.of(headers.get(TENANT)),
                now,
                deadline(now, Context.current().getDeadline()),
                Priority.NORMAL,
                "true".equals(headers.get(STREAM_STATUS)));
        Context context = Context.current().withValue(CallInfo.KEY, info);
        return Contexts.interceptCall(context, new Named<>(call, info.requestId()), headers, next);
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

    /** Echoes the request's id in the headers, or in the trailers of an answer that has no headers. */
    private static final class Named<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final String requestId;
        private volatile boolean told;

        Named(ServerCall<Q, R> call, String requestId) {
            super(call);
            this.requestId = requestId;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            told = true;
            headers.put(REQUEST_ID, requestId);
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!told) {
                trailers.put(REQUEST_ID, requestId);
            }
            super.close(status, trailers);
        }
    }
}

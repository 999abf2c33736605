package dev.triptych.transport.call;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import dev.triptych.scheduling.Ticker;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts each call once, and writes its line: failures at INFO, all else at DEBUG, never what was sent. */
final class ObservingInterceptor implements ServerInterceptor {
    private static final System.Logger LOG = System.getLogger("dev.triptych.access");

    private final Ticker ticker;
    private final CallMeter meter;

    ObservingInterceptor(Ticker ticker, CallMeter meter) {
        this.ticker = ticker;
        this.meter = meter;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Observation observation =
                new Observation(call.getMethodDescriptor().getFullMethodName(), CallInfo.current(), ticker, meter);
        ServerCall.Listener<Q> listener = next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        observation.ended(status);
                        super.close(status, trailers);
                    }
                },
                headers);
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onCancel() {
                observation.ended(cancelled());
                super.onCancel();
            }
        };
    }

    /** A call that ends without our status was given up by its caller, or ran into its deadline. */
    private static Status cancelled() {
        Throwable cause = Context.current().cancellationCause();
        return cause instanceof java.util.concurrent.TimeoutException ? Status.DEADLINE_EXCEEDED : Status.CANCELLED;
    }

    private record Observation(String method, CallInfo info, Ticker ticker, CallMeter meter, AtomicBoolean done) {
        Observation(String method, CallInfo info, Ticker ticker, CallMeter meter) {
            this(method, info, ticker, meter, new AtomicBoolean());
        }

        void ended(Status status) {
            if (!done.compareAndSet(false, true)) {
                return;
            }
            long nanos = ticker.nanos() - info.startNanos();
            String code = status.getCode().name();
            meter.call(method, code, nanos);
            System.Logger.Level level = status.isOk() ? DEBUG : INFO;
            if (LOG.isLoggable(level)) {
                LOG.log(level, line(code, nanos, status));
            }
        }

        private String line(String code, long nanos, Status status) {
            StringBuilder line = new StringBuilder(160)
                    .append(method)
                    .append(' ')
                    .append(code)
                    .append(" us=")
                    .append(nanos / 1000)
                    .append(" request=")
                    .append(info.requestId())
                    .append(" tenant=")
                    .append(info.tenant());
            if (!info.traceparent().isEmpty()) {
                line.append(" traceparent=").append(info.traceparent());
            }
            if (status.getDescription() != null) {
                line.append(": ").append(status.getDescription());
            }
            return line.toString();
        }
    }
}

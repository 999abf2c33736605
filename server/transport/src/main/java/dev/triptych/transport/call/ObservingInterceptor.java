package dev.triptych.transport.call;

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

/** Tells of the end of each call, once, whoever ends it. */
final class ObservingInterceptor implements ServerInterceptor {
    private final Ticker ticker;
    private final CallObserver observer;

    ObservingInterceptor(Ticker ticker, CallObserver observer) {
        this.ticker = ticker;
        this.observer = observer;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Observation observation =
                new Observation(call.getMethodDescriptor().getFullMethodName(), CallInfo.current(), ticker, observer);
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

    private record Observation(String method, CallInfo info, Ticker ticker, CallObserver observer, AtomicBoolean done) {
        Observation(String method, CallInfo info, Ticker ticker, CallObserver observer) {
            this(method, info, ticker, observer, new AtomicBoolean());
        }

        void ended(Status status) {
            if (done.compareAndSet(false, true)) {
                String said = status.getDescription();
                observer.ended(new CallEnd(
                        method,
                        status.getCode().name(),
                        ticker.nanos() - info.startNanos(),
                        info,
                        said == null ? "" : said));
            }
        }
    }
}

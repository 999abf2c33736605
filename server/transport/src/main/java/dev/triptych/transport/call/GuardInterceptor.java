package dev.triptych.transport.call;

import dev.triptych.transport.status.ErrorMapper;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * The last step before a service: whatever it throws becomes one status, where gRPC would answer a bare UNKNOWN.
 *
 * <p>A call ends once: later messages and statuses are dropped, so a lane that answers after a defect harms nobody.
 */
final class GuardInterceptor implements ServerInterceptor {
    /** What gRPC says when a unary call's message count is not one; a caller's mistake, not our defect. */
    private static final String NO_MESSAGE = "Half-closed without a request";

    private static final String MANY_MESSAGES = "Too many requests";

    private final ErrorMapper errors;

    GuardInterceptor(ErrorMapper errors) {
        this.errors = errors;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Once<Q, R> once = new Once<>(call, errors, CallInfo.current());
        try {
            return new Guarded<>(next.startCall(once, headers), once);
        } catch (Throwable defect) {
            once.fail(defect);
            return new ServerCall.Listener<>() {};
        }
    }

    private static final class Once<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final ErrorMapper errors;
        private final CallInfo info;
        private boolean closed;

        Once(ServerCall<Q, R> call, ErrorMapper errors, CallInfo info) {
            super(call);
            this.errors = errors;
            this.info = info;
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!closed) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(R message) {
            if (!closed) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (closed) {
                return;
            }
            closed = true;
            if (status.getCode() == Status.Code.INTERNAL && wrongCount(status.getDescription())) {
                StatusRuntimeException mapped = errors.map(ErrorMapper.wrongMessageCount(), info.requestId());
                super.close(mapped.getStatus(), trailersOf(mapped));
            } else {
                super.close(status, trailers);
            }
        }

        void fail(Throwable defect) {
            StatusRuntimeException mapped = errors.map(defect, info.requestId());
            close(mapped.getStatus(), trailersOf(mapped));
        }

        private static boolean wrongCount(@Nullable String description) {
            return NO_MESSAGE.equals(description) || MANY_MESSAGES.equals(description);
        }

        private static Metadata trailersOf(StatusRuntimeException mapped) {
            Metadata trailers = mapped.getTrailers();
            return trailers == null ? new Metadata() : trailers;
        }
    }

    private static final class Guarded<Q> extends ServerCall.Listener<Q> {
        private final ServerCall.Listener<Q> listener;
        private final Once<Q, ?> call;
        private boolean broken;

        Guarded(ServerCall.Listener<Q> listener, Once<Q, ?> call) {
            this.listener = listener;
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (broken && message instanceof Parsed<?> unread) {
                unread.drop();
            }
            guard(() -> listener.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guard(listener::onHalfClose);
        }

        @Override
        public void onCancel() {
            guard(listener::onCancel);
        }

        @Override
        public void onComplete() {
            guard(listener::onComplete);
        }

        @Override
        public void onReady() {
            guard(listener::onReady);
        }

        /** Callbacks come one at a time, so a plain flag is enough. */
        private void guard(Runnable step) {
            if (broken) {
                return;
            }
            try {
                step.run();
            } catch (Throwable defect) {
                broken = true;
                call.fail(defect);
                cancelQuietly(defect);
            }
        }

        private void cancelQuietly(Throwable defect) {
            try {
                listener.onCancel();
            } catch (RuntimeException again) {
                defect.addSuppressed(again);
            }
        }
    }
}

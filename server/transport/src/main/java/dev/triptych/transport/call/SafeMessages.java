package dev.triptych.transport.call;

import com.google.protobuf.MessageLite;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/** Wraps a service so that a message that cannot be read ends its call with INVALID_ARGUMENT and never reaches it. */
final class SafeMessages {
    private final ErrorMapper errors;
    private final ReadCounts counts;
    private final Watchdog watchdog;

    SafeMessages(ErrorMapper errors, ReadCounts counts, Watchdog watchdog) {
        this.errors = errors;
        this.counts = counts;
        this.watchdog = watchdog;
    }

    /**
     * The service behind this step.
     *
     * @param borrows whether it touches a message's bytes only while it is called with it
     */
    ServerServiceDefinition wrap(ServerServiceDefinition service, boolean borrows) {
        ServiceDescriptor named = service.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(named.getName()).setSchemaDescriptor(named.getSchemaDescriptor());
        var methods = service.getMethods().stream()
                .map(method -> method(method, borrows))
                .toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder wrapped = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(wrapped::addMethod);
        return wrapped.build();
    }

    private <Q, R> ServerMethodDefinition<Parsed<Q>, R> method(ServerMethodDefinition<Q, R> method, boolean borrows) {
        MethodDescriptor<Q, R> plain = method.getMethodDescriptor();
        ServerCallHandler<Q, R> handler = method.getServerCallHandler();
        SafeMarshaller<Q> marshaller = new SafeMarshaller<>(new MessageReader<>(prototype(plain), borrows, counts));
        boolean once = plain.getType().clientSendsOneMessage();
        return ServerMethodDefinition.create(
                plain.toBuilder(marshaller, new AnswerMarshaller<>(plain.getResponseMarshaller()))
                        .build(),
                (call, headers) -> {
                    Inbound inbound = Inbound.current(once);
                    Unpacking<Q> unpacking =
                            new Unpacking<>(handler.startCall(new Plain<>(call, plain), headers), call, once, inbound);
                    watchdog.watch(inbound, unpacking);
                    return unpacking;
                });
    }

    private static <Q> Q prototype(MethodDescriptor<Q, ?> method) {
        if (method.getRequestMarshaller() instanceof PrototypeMarshaller<Q> marshaller) {
            Q prototype = marshaller.getMessagePrototype();
            if (prototype instanceof MessageLite) {
                return prototype;
            }
        }
        throw new IllegalArgumentException(method.getFullMethodName() + " does not take protobuf messages");
    }

    private final class Unpacking<Q> extends ServerCall.Listener<Parsed<Q>> implements Watchdog.Silent {
        private final ServerCall.Listener<Q> listener;
        private final ServerCall<Parsed<Q>, ?> call;
        private final boolean once;
        private final Inbound inbound;
        private final String requestId = CallInfo.current().requestId();
        private Loan loan = Loan.NONE;
        private boolean ended;
        /** Ended by the watchdog: what is still delivered is not worked on. */
        private volatile boolean refused;

        Unpacking(ServerCall.Listener<Q> listener, ServerCall<Parsed<Q>, ?> call, boolean once, Inbound inbound) {
            this.listener = listener;
            this.call = call;
            this.once = once;
            this.inbound = inbound;
        }

        @Override
        public void onMessage(Parsed<Q> message) {
            if (ended || refused) {
                message.drop();
            } else if (message instanceof Parsed.Good<Q> good) {
                // A service of one message works on it when the client is done; any other, here.
                giveBack();
                if (!once) {
                    inbound.whole();
                }
                loan = good.loan();
                try {
                    listener.onMessage(good.message());
                } finally {
                    if (!once) {
                        giveBack();
                    }
                }
            } else if (message instanceof Parsed.Bad<Q> bad) {
                ended = true;
                close(bad.error());
                giveBack();
                listener.onCancel();
            }
        }

        @Override
        public void silent(TaskException failure) {
            refused = true;
            // What follows comes on the call's own thread, as for any call that ends early.
            close(failure);
        }

        private void close(TaskException failure) {
            StatusRuntimeException mapped = errors.map(failure, requestId);
            Metadata trailers = mapped.getTrailers();
            call.close(mapped.getStatus(), trailers == null ? new Metadata() : trailers);
        }

        private void giveBack() {
            loan.giveBack();
            loan = Loan.NONE;
        }

        @Override
        public void onHalfClose() {
            watchdog.forget(inbound);
            try {
                if (!ended && !refused) {
                    listener.onHalfClose();
                }
            } finally {
                giveBack();
            }
        }

        @Override
        public void onCancel() {
            watchdog.forget(inbound);
            giveBack();
            if (!ended) {
                listener.onCancel();
            }
        }

        @Override
        public void onComplete() {
            watchdog.forget(inbound);
            giveBack();
            if (!ended) {
                listener.onComplete();
            }
        }

        @Override
        public void onReady() {
            if (!ended) {
                listener.onReady();
            }
        }
    }

    /** The call as the service knows it. */
    private static final class Plain<Q, R> extends ServerCall<Q, R> {
        private final ServerCall<?, R> call;
        private final MethodDescriptor<Q, R> method;

        Plain(ServerCall<?, R> call, MethodDescriptor<Q, R> method) {
            this.call = call;
            this.method = method;
        }

        @Override
        public void request(int messages) {
            call.request(messages);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            call.sendHeaders(headers);
        }

        @Override
        public void sendMessage(R message) {
            call.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            call.close(status, trailers);
        }

        @Override
        public boolean isCancelled() {
            return call.isCancelled();
        }

        @Override
        public boolean isReady() {
            return call.isReady();
        }

        @Override
        public void setMessageCompression(boolean enabled) {
            call.setMessageCompression(enabled);
        }

        @Override
        public void setCompression(String compressor) {
            call.setCompression(compressor);
        }

        @Override
        public void setOnReadyThreshold(int bytes) {
            call.setOnReadyThreshold(bytes);
        }

        @Override
        public Attributes getAttributes() {
            return call.getAttributes();
        }

        @Override
        public @Nullable String getAuthority() {
            return call.getAuthority();
        }

        @Override
        public SecurityLevel getSecurityLevel() {
            return call.getSecurityLevel();
        }

        @Override
        public MethodDescriptor<Q, R> getMethodDescriptor() {
            return method;
        }
    }
}

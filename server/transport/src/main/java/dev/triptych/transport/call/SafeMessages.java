package dev.triptych.transport.call;

import dev.triptych.transport.status.ErrorMapper;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
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

    SafeMessages(ErrorMapper errors) {
        this.errors = errors;
    }

    ServerServiceDefinition wrap(ServerServiceDefinition service) {
        ServiceDescriptor named = service.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(named.getName()).setSchemaDescriptor(named.getSchemaDescriptor());
        var methods = service.getMethods().stream().map(this::method).toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder wrapped = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(wrapped::addMethod);
        return wrapped.build();
    }

    private <Q, R> ServerMethodDefinition<Parsed<Q>, R> method(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> plain = method.getMethodDescriptor();
        ServerCallHandler<Q, R> handler = method.getServerCallHandler();
        return ServerMethodDefinition.create(
                plain.toBuilder(new SafeMarshaller<>(plain.getRequestMarshaller()), plain.getResponseMarshaller())
                        .build(),
                (call, headers) -> new Unpacking<>(handler.startCall(new Plain<>(call, plain), headers), call));
    }

    private final class Unpacking<Q> extends ServerCall.Listener<Parsed<Q>> {
        private final ServerCall.Listener<Q> listener;
        private final ServerCall<Parsed<Q>, ?> call;
        private boolean ended;

        Unpacking(ServerCall.Listener<Q> listener, ServerCall<Parsed<Q>, ?> call) {
            this.listener = listener;
            this.call = call;
        }

        @Override
        public void onMessage(Parsed<Q> message) {
            if (ended) {
                return;
            }
            if (message instanceof Parsed.Good<Q> good) {
                listener.onMessage(good.message());
            } else if (message instanceof Parsed.Bad<Q> bad) {
                ended = true;
                StatusRuntimeException mapped =
                        errors.map(bad.error(), CallInfo.current().requestId());
                Metadata trailers = mapped.getTrailers();
                call.close(mapped.getStatus(), trailers == null ? new Metadata() : trailers);
                listener.onCancel();
            }
        }

        @Override
        public void onHalfClose() {
            if (!ended) {
                listener.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            if (!ended) {
                listener.onCancel();
            }
        }

        @Override
        public void onComplete() {
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

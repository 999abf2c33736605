package dev.triptych.transport.call;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads messages so that a bad one is a value: an exception out of a marshaller never reaches an interceptor, and gRPC
 * answers it with UNKNOWN.
 */
record SafeMarshaller<Q>(MessageReader<Q> reader) implements Marshaller<Parsed<Q>> {
    @Override
    public InputStream stream(Parsed<Q> value) {
        throw new UnsupportedOperationException("requests are only read");
    }

    @Override
    public Parsed<Q> parse(InputStream stream) {
        try {
            return reader.read(stream);
        } catch (StatusRuntimeException e) {
            return new Parsed.Bad<>(
                    e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED ? tooLarge() : malformed(e));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return new Parsed.Bad<>(malformed(e));
        }
    }

    private static TaskException tooLarge() {
        return TaskException.of(
                Reason.MESSAGE_TOO_LARGE,
                "the message is larger than this server accepts once decompressed; send fewer or smaller items");
    }

    private static TaskException malformed(Throwable cause) {
        String fix = notUtf8(cause)
                ? ": a text in it is not valid UTF-8; encode it as UTF-8"
                : "; use stubs generated from the protos";
        return TaskException.of(
                Reason.MESSAGE_MALFORMED,
                "the message is not valid protobuf of the method's request type" + fix,
                cause);
    }

    // Protobuf has no type for it, only its words; where they change, the general message is still true.
    private static boolean notUtf8(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = cause.getMessage();
            if (cause instanceof InvalidProtocolBufferException && words != null && words.contains("invalid UTF-8")) {
                return true;
            }
        }
        return false;
    }
}

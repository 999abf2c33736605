package dev.triptych.transport.call;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Reads messages so that a bad one is a value: an exception out of a marshaller never reaches an interceptor, and gRPC
 * answers it with UNKNOWN.
 */
record SafeMarshaller<Q>(Marshaller<Q> marshaller) implements Marshaller<Parsed<Q>> {
    @Override
    public InputStream stream(Parsed<Q> value) {
        throw new UnsupportedOperationException("requests are only read");
    }

    @Override
    public Parsed<Q> parse(InputStream stream) {
        try {
            return new Parsed.Good<>(marshaller.parse(stream));
        } catch (StatusRuntimeException e) {
            return new Parsed.Bad<>(
                    e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED ? tooLarge() : malformed(e));
        } catch (RuntimeException | StackOverflowError e) {
            return new Parsed.Bad<>(malformed(e));
        }
    }

    private static TaskException tooLarge() {
        return TaskException.of(
                Reason.MESSAGE_TOO_LARGE,
                "the message is larger than this server accepts once decompressed; send fewer or smaller items");
    }

    private static TaskException malformed(Throwable cause) {
        return TaskException.of(
                Reason.MESSAGE_MALFORMED,
                "the message is not valid protobuf of the method's request type; use stubs generated from the protos",
                cause);
    }
}

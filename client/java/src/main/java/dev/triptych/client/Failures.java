package dev.triptych.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads failures off the wire. */
final class Failures {
    static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    // The server says its request id in ErrorInfo too, since items have no trailers.
    private static final String REQUEST_ID_FACT = "request_id";

    private Failures() {}

    /** The failure of a whole call. */
    static TriptychException exception(Throwable thrown) {
        if (thrown instanceof TriptychException known) {
            return known;
        }
        io.grpc.Status status = io.grpc.Status.fromThrowable(thrown);
        Metadata trailers = io.grpc.Status.trailersFromThrowable(thrown);
        Metadata known = trailers == null ? new Metadata() : trailers;
        Failure failure = of(
                StatusProto.fromStatusAndTrailers(status, known),
                Optional.ofNullable(known.get(REQUEST_ID)).orElse(""));
        // grpc's own failures say why in their cause: "io exception" by itself helps nobody.
        Throwable cause = status.getCause();
        if (cause != null && failure.reason().isEmpty()) {
            failure = withMessage(failure, failure.message() + ": " + cause.getMessage());
        }
        return failure.toException(thrown instanceof StatusRuntimeException && cause != null ? cause : thrown);
    }

    /** The failure of one item. */
    static Failure of(Status status) {
        return of(status, "");
    }

    private static Failure of(Status status, String requestId) {
        ErrorInfo info = detail(status, ErrorInfo.class).orElse(ErrorInfo.getDefaultInstance());
        Map<String, String> metadata = new HashMap<>(info.getMetadataMap());
        String id = Optional.ofNullable(metadata.remove(REQUEST_ID_FACT)).orElse(requestId);
        List<FieldViolation> violations =
                detail(status, BadRequest.class)
                        .orElse(BadRequest.getDefaultInstance())
                        .getFieldViolationsList()
                        .stream()
                        .map(field -> new FieldViolation(field.getField(), field.getDescription()))
                        .toList();
        Optional<Duration> retryAfter = detail(status, RetryInfo.class)
                .map(RetryInfo::getRetryDelay)
                .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
        return new Failure(
                ErrorCode.of(io.grpc.Status.fromCodeValue(status.getCode()).getCode()),
                info.getReason(),
                status.getMessage().isEmpty() ? "the call failed" : status.getMessage(),
                metadata,
                violations,
                retryAfter,
                id);
    }

    private static Failure withMessage(Failure failure, String message) {
        return new Failure(
                failure.code(),
                failure.reason(),
                message,
                failure.metadata(),
                failure.violations(),
                failure.retryAfter(),
                failure.requestId());
    }

    // Details that cannot be read are left out: they must not hide the failure they belong to.
    private static <T extends Message> Optional<T> detail(Status status, Class<T> type) {
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                try {
                    return Optional.of(any.unpack(type));
                } catch (InvalidProtocolBufferException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}

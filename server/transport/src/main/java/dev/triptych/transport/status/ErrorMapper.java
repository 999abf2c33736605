package dev.triptych.transport.status;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.triptych.spi.error.Code;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.io.Serial;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Turns every failure into what the caller sees: a canonical code, a message, one {@code ErrorInfo} and, where they
 * apply, {@code BadRequest}, {@code QuotaFailure} and {@code RetryInfo} with its push-back trailer.
 *
 * <p>What is not a {@link TaskException} is a defect: the caller learns its request id and nothing of the exception, the
 * log gets the stack, once. Thread-safe.
 */
public final class ErrorMapper {
    /** The domain of all reasons. */
    public static final String DOMAIN = "triptych.dev";

    /** Milliseconds after which a retrying client may try again; gRPC clients honour it themselves. */
    public static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    /** Where gRPC looks for the details of a status. */
    private static final Metadata.Key<Status> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

    /** A status on its way to the caller; a stack would say nothing of its cause, and costs more than the rest of a refusal. */
    private static final class Answer extends StatusRuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        Answer(io.grpc.Status status, Metadata trailers) {
            super(status, trailers);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private static final System.Logger LOG = System.getLogger(ErrorMapper.class.getName());
    private static final int MESSAGE_LIMIT = 512;

    /** A failure as the status of a whole call, with trailers. */
    public StatusRuntimeException map(Throwable failure, String requestId) {
        TaskException error = explain(failure, requestId);
        Metadata trailers = new Metadata();
        error.retryAfter().ifPresent(time -> trailers.put(PUSHBACK, Long.toString(time.toMillis())));
        Status status = status(error, requestId);
        trailers.put(DETAILS, status);
        return new Answer(
                io.grpc.Status.fromCode(grpc(error.reason().code())).withDescription(status.getMessage()), trailers);
    }

    /** A failure as the status of one item, with the same codes and details. */
    public Status item(Throwable failure, String requestId) {
        return status(explain(failure, requestId), requestId);
    }

    /** A unary call with no message, or with several. */
    public static TaskException wrongMessageCount() {
        return TaskException.of(
                Reason.MESSAGE_MALFORMED,
                "a unary call carries exactly one message; use stubs generated from the protos");
    }

    private static TaskException explain(Throwable failure, String requestId) {
        Throwable cause = unwrap(failure);
        if (cause instanceof TaskException error) {
            log(error, requestId);
            return error;
        }
        LOG.log(ERROR, "request " + requestId + " met a defect", cause);
        return TaskException.of(Reason.SERVER_DEFECT, "the server failed; report it with the request id " + requestId);
    }

    private static void log(TaskException error, String requestId) {
        if (error.getCause() == null) {
            return;
        }
        System.Logger.Level level = error.reason().code() == Code.INTERNAL ? ERROR : DEBUG;
        if (LOG.isLoggable(level)) {
            LOG.log(level, "request " + requestId + " failed: " + error.reason(), error);
        }
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapper && cause != null ? unwrap(cause) : failure;
    }

    private static Status status(TaskException error, String requestId) {
        String text = error.text();
        String message = text.length() > MESSAGE_LIMIT ? text.substring(0, MESSAGE_LIMIT - 1) + "…" : text;
        Status.Builder status = Status.newBuilder()
                .setCode(grpc(error.reason().code()).value())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(error.reason().name())
                        .setDomain(DOMAIN)
                        .putAllMetadata(error.metadata())
                        .putMetadata("request_id", requestId)
                        .build()));
        error.field()
                .ifPresent(field -> status.addDetails(Any.pack(BadRequest.newBuilder()
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField(field)
                                .setDescription(message))
                        .build())));
        if (error.reason() == Reason.QUOTA_EXCEEDED) {
            status.addDetails(Any.pack(QuotaFailure.newBuilder()
                    .addViolations(QuotaFailure.Violation.newBuilder()
                            .setSubject("tenant:" + error.metadata().getOrDefault("tenant", ""))
                            .setDescription(message))
                    .build()));
        }
        error.retryAfter()
                .ifPresent(time -> status.addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder()
                                .setSeconds(time.getSeconds())
                                .setNanos(time.getNano()))
                        .build())));
        return status.build();
    }

    private static io.grpc.Status.Code grpc(Code code) {
        return io.grpc.Status.Code.valueOf(code.name());
    }
}

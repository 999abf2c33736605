package dev.triptych.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a call or an item of it failed; immutable.
 *
 * @param code the kind of failure
 * @param reason a fixed word in UPPER_SNAKE_CASE for programs, such as {@code IMAGE_TRUNCATED}; empty when the failure
 *     did not come from a Triptych server, as when none can be reached
 * @param message a sentence for people
 * @param metadata the facts of the message, by name; empty when there are none
 * @param violations the fields refused; empty when no field is to blame
 * @param retryAfter how long the server asks to wait before another try
 * @param requestId the request's id, as the server's log has it; empty when no server answered
 */
public record Failure(
        ErrorCode code,
        String reason,
        String message,
        Map<String, String> metadata,
        List<FieldViolation> violations,
        Optional<Duration> retryAfter,
        String requestId) {
    public Failure {
        metadata = Map.copyOf(metadata);
        violations = List.copyOf(violations);
    }

    /** A failure with a message alone. */
    static Failure of(ErrorCode code, String message) {
        return new Failure(code, "", message, Map.of(), List.of(), Optional.empty(), "");
    }

    /** The failure as the exception of its code. */
    public TriptychException toException() {
        return toException(null);
    }

    TriptychException toException(@org.jspecify.annotations.Nullable Throwable cause) {
        return switch (code) {
            case INVALID_ARGUMENT -> new InvalidRequestException(this, cause);
            case NOT_FOUND -> new NotFoundException(this, cause);
            case FAILED_PRECONDITION -> new FailedPreconditionException(this, cause);
            case UNAVAILABLE -> new UnavailableException(this, cause);
            case RESOURCE_EXHAUSTED -> new ResourceExhaustedException(this, cause);
            case DEADLINE_EXCEEDED -> new DeadlineExceededException(this, cause);
            case CANCELLED -> new CancelledException(this, cause);
            case UNAUTHENTICATED -> new UnauthenticatedException(this, cause);
            case PERMISSION_DENIED -> new PermissionDeniedException(this, cause);
            case UNIMPLEMENTED -> new UnsupportedByServerException(this, cause);
            case INTERNAL, UNKNOWN -> new ServerErrorException(this, cause);
        };
    }
}

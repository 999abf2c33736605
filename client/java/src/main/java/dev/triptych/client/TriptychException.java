package dev.triptych.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed, or an item of it; each {@link ErrorCode} has its own subclass.
 *
 * <p>Unchecked: most callers can only report it. Its message is the server's, followed by reason and request id.
 */
public abstract class TriptychException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // Not serialised: exceptions cross processes as their message.
    private final transient Failure failure;

    TriptychException(Failure failure, @Nullable Throwable cause) {
        super(text(failure), cause);
        this.failure = failure;
    }

    private static String text(Failure failure) {
        StringBuilder text = new StringBuilder(failure.message());
        text.append(" [").append(failure.reason().isEmpty() ? failure.code().name() : failure.reason());
        if (!failure.requestId().isEmpty()) {
            text.append(", request ").append(failure.requestId());
        }
        return text.append(']').toString();
    }

    /** Everything that is known about the failure. */
    public final Failure failure() {
        return failure;
    }

    /** The kind of failure. */
    public final ErrorCode code() {
        return failure.code();
    }

    /** A fixed word for programs, such as {@code QUEUE_FULL}; may be empty, see {@link Failure#reason}. */
    public final String reason() {
        return failure.reason();
    }

    /** The facts of the message, by name. */
    public final Map<String, String> metadata() {
        return failure.metadata();
    }

    /** The fields that were refused. */
    public final List<FieldViolation> violations() {
        return failure.violations();
    }

    /** How long the server asks to wait before another try. */
    public final Optional<Duration> retryAfter() {
        return failure.retryAfter();
    }

    /** The request's id as the server's log has it; empty when no server answered. */
    public final String requestId() {
        return failure.requestId();
    }
}

package dev.triptych.spi.error;

import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The failure of one item or request, in words and codes that may be shown to the caller.
 *
 * <p>The message says what, where, got, limit and fix in at most 512 characters; it never holds a host path, an address,
 * native text or a stack. Quote the caller's own text through {@link Quoted}. The cause is for the log alone.
 */
public final class TaskException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final @Nullable String field;
    private final @Nullable Duration retryAfter;
    private final transient Map<String, String> metadata;

    private TaskException(
            Reason reason,
            String message,
            @Nullable String field,
            @Nullable Duration retryAfter,
            Map<String, String> metadata,
            @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
        this.reason = reason;
        this.field = field;
        this.retryAfter = retryAfter;
        this.metadata = Map.copyOf(metadata);
    }

    /** A failure with a message for the caller. */
    public static TaskException of(Reason reason, String message) {
        return new TaskException(reason, message, null, null, Map.of(), null);
    }

    /** A failure with a message for the caller and a cause for the log. */
    public static TaskException of(Reason reason, String message, Throwable cause) {
        return new TaskException(reason, message, null, null, Map.of(), cause);
    }

    /** The same failure, naming the request's field by its path, such as {@code items[3].content.image}. */
    public TaskException at(String fieldPath) {
        return new TaskException(reason, text(), fieldPath, retryAfter, metadata, getCause());
    }

    /** The same failure, with the time after which a retry may work. */
    public TaskException retryAfter(Duration time) {
        return new TaskException(reason, text(), field, time, metadata, getCause());
    }

    /** The same failure with one more fact for programs: a limit, a name. */
    public TaskException with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(key, value);
        return new TaskException(reason, text(), field, retryAfter, more, getCause());
    }

    public Reason reason() {
        return reason;
    }

    /** The message for the caller. */
    public String text() {
        String message = getMessage();
        return message == null ? reason.meaning() : message;
    }

    /** The path of the request's field at fault. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** When a retry may work. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Facts for programs, by key. */
    public Map<String, String> metadata() {
        return metadata;
    }
}

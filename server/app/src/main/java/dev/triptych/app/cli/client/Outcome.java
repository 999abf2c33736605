package dev.triptych.app.cli.client;

import dev.triptych.client.ErrorCode;
import dev.triptych.client.Failure;
import dev.triptych.client.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became of an input, on either side of the wire: a value or a failure.
 *
 * @param value null when it failed
 * @param failure null when it did not
 * @param truncated whether it was cut to fit the model
 */
record Outcome<T>(@Nullable T value, @Nullable Failure failure, boolean truncated) {
    static <T> Outcome<T> of(T value) {
        return new Outcome<>(value, null, false);
    }

    static <T> Outcome<T> of(Result<T> result) {
        return result.failure()
                .<Outcome<T>>map(Outcome::failed)
                .orElseGet(() -> new Outcome<>(result.value(), null, result.truncated()));
    }

    /** The same end with the value made into another. */
    <R> Outcome<R> map(Function<T, R> made) {
        return value == null
                ? new Outcome<>(null, failure, truncated)
                : new Outcome<>(made.apply(value), null, truncated);
    }

    static <T> Outcome<T> failed(Failure failure) {
        return new Outcome<>(null, failure, false);
    }

    /** An input that cannot be sent. */
    static <T> Outcome<T> unusable(String reason, String message) {
        return failed(
                new Failure(ErrorCode.INVALID_ARGUMENT, reason, message, Map.of(), List.of(), Optional.empty(), ""));
    }
}

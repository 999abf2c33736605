package dev.triptych.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item: a value, or the failure of this item alone. Immutable.
 *
 * @param <T> what a successful item yields
 */
public final class Result<T> {
    private final @Nullable T value;
    private final @Nullable Failure failure;
    private final boolean truncated;

    private Result(@Nullable T value, @Nullable Failure failure, boolean truncated) {
        this.value = value;
        this.failure = failure;
        this.truncated = truncated;
    }

    static <T> Result<T> of(T value, boolean truncated) {
        return new Result<>(value, null, truncated);
    }

    static <T> Result<T> failed(Failure failure) {
        return new Result<>(null, failure, false);
    }

    /** Whether there is a value. */
    public boolean ok() {
        return failure == null;
    }

    /**
     * The value.
     *
     * @throws TriptychException when the item failed
     */
    public T value() {
        if (value == null) {
            Failure why = failure;
            throw why == null ? new IllegalStateException("neither value nor failure") : why.toException();
        }
        return value;
    }

    /** Why the item failed; empty when it did not. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the item was cut to fit the model. */
    public boolean truncated() {
        return truncated;
    }

    @Override
    public String toString() {
        return failure == null ? "Result[" + value + "]" : "Result[failed: " + failure + "]";
    }
}

package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** The deadline passed first: {@link ErrorCode#DEADLINE_EXCEEDED}. */
public final class DeadlineExceededException extends TriptychException {
    private static final long serialVersionUID = 1L;

    DeadlineExceededException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

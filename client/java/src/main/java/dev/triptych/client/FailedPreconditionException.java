package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** Something on the server must change first: {@link ErrorCode#FAILED_PRECONDITION}. */
public final class FailedPreconditionException extends TriptychException {
    private static final long serialVersionUID = 1L;

    FailedPreconditionException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

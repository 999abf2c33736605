package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** The call was cancelled, or its thread was interrupted: {@link ErrorCode#CANCELLED}. */
public final class CancelledException extends TriptychException {
    private static final long serialVersionUID = 1L;

    CancelledException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

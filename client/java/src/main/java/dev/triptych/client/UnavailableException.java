package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** The server cannot be reached or cannot now, retries included: {@link ErrorCode#UNAVAILABLE}. */
public final class UnavailableException extends TriptychException {
    private static final long serialVersionUID = 1L;

    UnavailableException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

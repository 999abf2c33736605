package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** No credentials, or bad ones: {@link ErrorCode#UNAUTHENTICATED}. */
public final class UnauthenticatedException extends TriptychException {
    private static final long serialVersionUID = 1L;

    UnauthenticatedException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** The request or item can never work as it is: {@link ErrorCode#INVALID_ARGUMENT}. */
public final class InvalidRequestException extends TriptychException {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

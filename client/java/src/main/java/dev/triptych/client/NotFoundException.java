package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** No such model or version: {@link ErrorCode#NOT_FOUND}. */
public final class NotFoundException extends TriptychException {
    private static final long serialVersionUID = 1L;

    NotFoundException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

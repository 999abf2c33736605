package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** The server or model does not offer this: {@link ErrorCode#UNIMPLEMENTED}. */
public final class UnsupportedByServerException extends TriptychException {
    private static final long serialVersionUID = 1L;

    UnsupportedByServerException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** A defect of the server, or of something between: {@link ErrorCode#INTERNAL}, {@link ErrorCode#UNKNOWN}. */
public final class ServerErrorException extends TriptychException {
    private static final long serialVersionUID = 1L;

    ServerErrorException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

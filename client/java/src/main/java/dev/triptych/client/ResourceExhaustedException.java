package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** Larger than a limit, or over a quota: {@link ErrorCode#RESOURCE_EXHAUSTED}. */
public final class ResourceExhaustedException extends TriptychException {
    private static final long serialVersionUID = 1L;

    ResourceExhaustedException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

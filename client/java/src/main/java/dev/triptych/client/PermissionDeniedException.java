package dev.triptych.client;

import org.jspecify.annotations.Nullable;

/** These credentials do not allow it: {@link ErrorCode#PERMISSION_DENIED}. */
public final class PermissionDeniedException extends TriptychException {
    private static final long serialVersionUID = 1L;

    PermissionDeniedException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}

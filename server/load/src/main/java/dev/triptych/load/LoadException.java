package dev.triptych.load;

import org.jspecify.annotations.Nullable;

/** A measurement that could not be made. */
public final class LoadException extends Exception {
    private static final long serialVersionUID = 1;

    public LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

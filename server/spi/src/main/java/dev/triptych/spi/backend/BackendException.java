package dev.triptych.spi.backend;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A backend could not start, compile or run; the kind tells what the server does next. */
public final class BackendException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** What failed, by what to do about it. */
    public enum Kind {
        /** Something in the batch: split it and find the culprit. */
        ITEM,
        /** Memory ran short: halve the batch and try once more. */
        MEMORY,
        /** The driver or library is missing, or the graph is not supported: no use trying again. */
        UNSUPPORTED,
        /** The file is not a valid graph. */
        CORRUPT,
        /** It may work when tried again. */
        TRANSIENT,
        /** The device is gone: stop serving on it. */
        DEVICE_LOST
    }

    private final Kind kind;

    /**
     * @param message one line that may be shown to an operator: no paths, addresses or native text
     * @param cause what the engine said, for the log
     */
    public BackendException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

package dev.triptych.bench.load;

/** A measurement that could not be made. */
public final class LoadException extends Exception {
    private static final long serialVersionUID = 1;

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}

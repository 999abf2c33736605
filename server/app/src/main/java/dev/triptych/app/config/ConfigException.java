package dev.triptych.app.config;

import java.io.Serial;

/** The configuration cannot be used; the message is for the operator. */
public final class ConfigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}

package dev.triptych.media.text;

import java.util.Locale;
import java.util.Optional;

/** An end of a text: where it is cut when it is too long, and where padding goes. */
public enum Side {
    LEFT,
    RIGHT;

    /** The side that a configuration names as {@code left} or {@code right}; empty for anything else. */
    static Optional<Side> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "left" -> Optional.of(LEFT);
            case "right" -> Optional.of(RIGHT);
            default -> Optional.empty();
        };
    }
}

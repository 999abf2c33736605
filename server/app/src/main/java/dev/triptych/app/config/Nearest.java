package dev.triptych.app.config;

import dev.triptych.spi.error.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a misspelt one was meant to be. */
final class Nearest {
    private Nearest() {}

    /** The known name with the fewest edits, when they are at most a third of its length. */
    static Optional<String> to(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> EditDistance.between(name, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)));
    }
}

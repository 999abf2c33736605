package dev.triptych.transport.models;

import dev.triptych.spi.error.EditDistance;
import dev.triptych.spi.error.Quoted;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Finds the known names that a mistyped one may have meant. */
public final class Nearest {
    private static final int MOST = 5;

    private Nearest() {}

    /** Up to five known names, the most alike first, quoted and comma-separated; {@code none} when there are none. */
    public static String to(String wrong, Collection<String> known) {
        if (known.isEmpty()) {
            return "none";
        }
        String names = known.stream()
                .sorted(Comparator.comparingInt((String name) -> EditDistance.between(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .map(Quoted::text)
                .collect(Collectors.joining(", "));
        return known.size() > MOST ? names + ", …" : names;
    }
}

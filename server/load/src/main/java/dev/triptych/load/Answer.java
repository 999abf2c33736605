package dev.triptych.load;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What became of the items of one request.
 *
 * @param answered items with an answer
 * @param troubles one for each item without
 */
public record Answer(int answered, List<Trouble> troubles) {
    public Answer {
        troubles = List.copyOf(troubles);
    }

    /** All items answered. */
    public static Answer of(int items) {
        return new Answer(items, List.of());
    }

    /** All items lost to one trouble. */
    public static Answer failed(int items, Trouble trouble) {
        return new Answer(0, Collections.nCopies(items, trouble));
    }

    /** The worst trouble of its items; empty when all were answered. */
    Optional<Trouble.Kind> worst() {
        return troubles.stream().map(Trouble::kind).max(Enum::compareTo);
    }

    boolean unreachable() {
        return troubles.contains(Trouble.UNREACHABLE);
    }
}

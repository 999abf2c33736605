package dev.triptych.simulation;

import java.util.List;

/** Claims of the report that do not hold yet: one that begins to hold must leave this list. */
final class KnownGaps {
    /**
     * Bursts: a batch takes at most half of the time that its works were given, which costs a burst some of its largest
     * batches.
     */
    static final List<String> CLAIMS = List.of("bursts: answered in time against the best yardstick >= 1.00");

    private KnownGaps() {}
}

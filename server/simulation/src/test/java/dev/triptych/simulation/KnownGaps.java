package dev.triptych.simulation;

import java.util.List;

/** Claims of the report that do not hold yet: one that begins to hold must leave this list. */
final class KnownGaps {
    /**
     * Bursts: a batch takes at most half of the time that its works were given, which costs a burst some of its largest
     * batches. Floods: a batch is cut to a slice only while others wait at the moment when it is bound, so that one of another
     * model's large images may be full when the light item comes.
     */
    static final List<String> CLAIMS = List.of(
            "bursts: answered in time against the best yardstick >= 1.00",
            "flood, large images: light p99 less its own, in slices <= 1.20");

    private KnownGaps() {}
}

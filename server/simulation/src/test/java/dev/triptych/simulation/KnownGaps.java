package dev.triptych.simulation;

import java.util.List;

/** Claims of the report that do not hold yet: one that begins to hold must leave this list. */
final class KnownGaps {
    /**
     * Overload: admission and latest starts reckon with a work by itself, and not with the batch that it will run in, so
     * that what starts just in time ends too late.
     */
    static final List<String> CLAIMS = List.of(
            "overload: answered in time at 1.1x, of capacity >= 0.90",
            "overload: answered in time at 1.5x, of capacity >= 0.90",
            "overload: answered in time at 2.0x, of capacity >= 0.90",
            "overload: answered in time at 3.0x, of capacity >= 0.90");

    private KnownGaps() {}
}

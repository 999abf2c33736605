package dev.triptych.simulation;

import java.util.List;

/** Claims of the report that do not hold yet: one that begins to hold must leave this list. */
final class KnownGaps {
    /**
     * Overload: admission and latest starts reckon with an item by itself, and not with the batch that it will run in, so
     * that what starts just in time ends too late. Floods: a light tenant's item waits for the running batch, and then rides
     * in a full one; and a batch is cut to a slice only while others wait at the moment when it is bound, so that one of
     * another model's large images may be full when the light item comes.
     */
    static final List<String> CLAIMS = List.of(
            "overload: answered in time at 1.1x, of capacity >= 0.90",
            "overload: answered in time at 1.5x, of capacity >= 0.90",
            "overload: answered in time at 2.0x, of capacity >= 0.90",
            "overload: answered in time at 3.0x, of capacity >= 0.90",
            "flood, same model: light p99 less its own, in slices <= 1.20",
            "flood, large images: light p99 less its own, in slices <= 1.20");

    private KnownGaps() {}
}

package dev.triptych.simulation.engine;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.QueueBounds;
import java.util.Set;

/**
 * The host's lanes, as {@link dev.triptych.scheduling.HostLanes} arranges them: decoding runs on the long lanes only, and
 * goes after post-processing.
 *
 * @param station where host work waits
 * @param longLanes lanes for any work
 * @param shortLanes lanes for short work
 */
public record Host(Station station, LaneGroup longLanes, LaneGroup shortLanes) {
    // The bands of HostKind.
    private static final int POST_BAND = 1;
    private static final int DECODE_BAND = 2;

    /** Decoding that takes so long for each item. */
    public Stage decode(String name, long nanos, QueueBounds bounds) {
        BatchPolicy one = BatchPolicy.single(bounds);
        return station.stage(name, Timing.line(nanos, 0), one, DECODE_BAND, Set.of(longLanes));
    }

    /** Post-processing that takes so long for each item. */
    public Stage post(String name, long nanos) {
        BatchPolicy one = BatchPolicy.single(QueueBounds.NONE);
        return station.stage(name, Timing.line(nanos, 0), one, POST_BAND, Set.of(longLanes, shortLanes));
    }
}

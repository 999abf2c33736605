package dev.triptych.simulation.engine;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.LinearProfile;
import dev.triptych.scheduling.ServiceProfile;
import java.util.Set;

/**
 * One batched step of a model at one station: what its rows cost and how long its batches take.
 *
 * <p>Its profile is seeded as warm-up seeds the server's: one batch of each power of two.
 */
public final class Stage {
    private final String name;
    private final Station station;
    private final Timing timing;
    private final BatchPolicy limits;
    private final Set<LaneGroup> lanes;
    private final int band;
    private final ServiceProfile profile = new LinearProfile();

    Stage(String name, Station station, Timing timing, BatchPolicy limits, Set<LaneGroup> lanes, int band) {
        this.name = name;
        this.station = station;
        this.timing = timing;
        this.limits = limits;
        this.lanes = lanes;
        this.band = band;
        for (int rows = 1; rows <= 64; rows *= 2) {
            profile.record(rows, timing.nanos(rows, rows));
        }
    }

    Station station() {
        return station;
    }

    Timing timing() {
        return timing;
    }

    BatchPolicy limits() {
        return limits;
    }

    Set<LaneGroup> lanes() {
        return lanes;
    }

    int band() {
        return band;
    }

    /** What was learned of its time. */
    public ServiceProfile profile() {
        return profile;
    }

    /** The cost of rows padded to these lengths. */
    long cost(int rows, int[] lengths) {
        long cost = rows;
        for (int length : lengths) {
            cost *= length;
        }
        return cost;
    }

    @Override
    public String toString() {
        return name;
    }
}

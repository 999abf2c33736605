package dev.triptych.simulation.scenario;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Hardware;
import dev.triptych.simulation.engine.Simulation;
import dev.triptych.simulation.engine.Stage;
import dev.triptych.simulation.engine.Station;
import dev.triptych.simulation.engine.Timing;

/** An image tower, ViT-B/16 in fp16 on an A100 with one lane: the device of the reference tables. */
record Vit(Simulation house, Station device, Stage stage) {
    /** Images a second in batches of 64, one after the other. */
    static final double PER_SECOND = 64e9 / 12_670_000;

    /** Images a second in batches of 256. */
    static final double PEAK_PER_SECOND = 256e9 / 48_600_000;

    static Vit of(long seed, Contender contender, int maxRows) {
        Simulation house = new Simulation(seed);
        Station device = house.station("device", contender, Hardware.cores(), 1);
        return new Vit(house, device, device.stage("tower", Timing.vitOnA100(), rows(maxRows)));
    }

    static BatchPolicy rows(int most) {
        return new BatchPolicy(most, Long.MAX_VALUE, 1, QueueBounds.NONE);
    }
}

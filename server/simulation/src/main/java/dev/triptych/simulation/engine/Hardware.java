package dev.triptych.simulation.engine;

import dev.triptych.scheduling.DeviceGate;
import dev.triptych.scheduling.StagingGate;

/** How the lanes of a device share it. Belongs to one device. */
public final class Hardware {
    private final DeviceGate gate;
    private final long stagingNanos;
    private final boolean turns;
    private long freeAt;

    private Hardware(DeviceGate gate, long stagingNanos, boolean turns) {
        this.gate = gate;
        this.stagingNanos = stagingNanos;
        this.turns = turns;
    }

    /** Cores: lanes run side by side. */
    public static Hardware cores() {
        return new Hardware(DeviceGate.open(), 0, false);
    }

    /** Streams of a GPU: batches run one after another; the copy to the device overlaps with the batch before. */
    public static Hardware streams(long stagingNanos) {
        return new Hardware(new StagingGate(stagingNanos), stagingNanos, true);
    }

    DeviceGate gate() {
        return gate;
    }

    /** When a batch ends that is handed over now and computes for so long. */
    long ends(long now, long computeNanos) {
        if (!turns) {
            return now + computeNanos;
        }
        freeAt = Math.max(now + stagingNanos, freeAt) + computeNanos;
        return freeAt;
    }
}

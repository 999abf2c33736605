package dev.triptych.scheduling;

import java.util.Objects;

/**
 * A device, or the host: lanes that share hardware, one fair clock and one gate.
 *
 * <p>Compared by identity: two devices of one name are two devices.
 */
public final class LaneGroup {
    private final String name;
    private final DeviceGate gate;
    private final Cores.Share cores;

    /** A group whose lanes bind batches when the gate allows, and share no processors. */
    public LaneGroup(String name, DeviceGate gate) {
        this(name, gate, Cores.unshared());
    }

    /** A group whose lanes take turns on processors with those of others. */
    public LaneGroup(String name, DeviceGate gate, Cores.Share cores) {
        this.name = Objects.requireNonNull(name, "name");
        this.gate = Objects.requireNonNull(gate, "gate");
        this.cores = Objects.requireNonNull(cores, "cores");
    }

    /** The name in logs and metrics. */
    public String name() {
        return name;
    }

    /** What decides when a lane of this group may bind a batch. */
    public DeviceGate gate() {
        return gate;
    }

    /** What its lanes have of the processors. */
    Cores.Share cores() {
        return cores;
    }

    @Override
    public String toString() {
        return name;
    }
}

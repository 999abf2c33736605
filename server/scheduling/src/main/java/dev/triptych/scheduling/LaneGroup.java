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

    /** A group whose lanes bind batches when the gate allows. */
    public LaneGroup(String name, DeviceGate gate) {
        this.name = Objects.requireNonNull(name, "name");
        this.gate = Objects.requireNonNull(gate, "gate");
    }

    /** The name in logs and metrics. */
    public String name() {
        return name;
    }

    /** What decides when a lane of this group may bind a batch. */
    public DeviceGate gate() {
        return gate;
    }

    @Override
    public String toString() {
        return name;
    }
}

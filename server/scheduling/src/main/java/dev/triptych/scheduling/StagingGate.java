package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;

/**
 * A gate for lanes that take turns on one device: a second lane binds only when the running batch is about to end.
 *
 * <p>"About to end" is a residual below the time that staging a batch takes (its copy to the device), so that the device
 * never waits and the batch grows until then. While no prediction is known the gate stays shut until the device is idle.
 * Belongs to one {@link LaneGroup}; guarded by the dispatcher's lock.
 */
public final class StagingGate implements DeviceGate {
    private final long stagingNanos;
    private final Map<Lane, Long> ends = new HashMap<>();

    /** A gate that opens so long before the running batch should end. */
    public StagingGate(long stagingNanos) {
        this.stagingNanos = stagingNanos;
    }

    @Override
    public boolean mayBind(Lane lane, long nowNanos) {
        return ends.isEmpty() || opensAtNanos() <= nowNanos;
    }

    @Override
    public long opensAtNanos() {
        if (ends.size() != 1) {
            return Long.MAX_VALUE;
        }
        long end = ends.values().iterator().next();
        return end == Long.MAX_VALUE ? end : end - stagingNanos;
    }

    @Override
    public int parallel(int lanes) {
        return 1;
    }

    @Override
    public void bound(Lane lane, long nowNanos, long predictedEndNanos) {
        ends.put(lane, predictedEndNanos);
    }

    @Override
    public void finished(Lane lane, long nowNanos) {
        ends.remove(lane);
    }
}

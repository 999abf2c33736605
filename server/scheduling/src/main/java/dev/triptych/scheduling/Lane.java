package dev.triptych.scheduling;

import java.util.Objects;

/**
 * One thread's slot on a device.
 *
 * @param group the device
 * @param index the lane's number on its device, from 0
 */
public record Lane(LaneGroup group, int index) {
    /** Refuses a negative index. */
    public Lane {
        Objects.requireNonNull(group, "group");
        if (index < 0) {
            throw new IllegalArgumentException("index: got " + index + ", must be at least 0");
        }
    }

    /** The name in logs, metrics and threads. */
    public String name() {
        return group.name() + "-" + index;
    }
}

package dev.triptych.runtime.execution;

import dev.triptych.spi.backend.BackendOptions.DeviceMode;

/**
 * How devices are laid out for the life of the process.
 *
 * @param mode most work per second, or least time per request
 * @param cores the processors that devices without a chip of their own may use, 1 or more: lanes in throughput mode, threads
 *     of the one lane in latency mode
 * @param mostRows the most rows of a batch, counted in rows of the longest kind; 0 leaves it to the device
 */
public record DeviceLayout(DeviceMode mode, int cores, int mostRows) {
    /** Refuses devices without processors. */
    public DeviceLayout {
        if (cores < 1 || mostRows < 0) {
            throw new IllegalArgumentException("got cores " + cores + ", at least 1; mostRows " + mostRows);
        }
    }

    /** Throughput on so many cores, batches as the device likes them. */
    public static DeviceLayout throughput(int cores) {
        return new DeviceLayout(DeviceMode.THROUGHPUT, cores, 0);
    }
}

package dev.triptych.spi.backend;

import java.nio.file.Path;

/**
 * What a backend is told at start.
 *
 * @param mode how devices are shared
 * @param cores the processors that the process may use, 1 or more
 * @param stateDirectory where the backend may keep extracted libraries and engines
 */
public record BackendOptions(DeviceMode mode, int cores, Path stateDirectory) {
    /** How a device's lanes are laid out for the life of the process. */
    public enum DeviceMode {
        /** Most work per second: on a CPU one lane a core, each run on one thread. */
        THROUGHPUT,
        /** Least time per request: one lane, each run on all cores. */
        LATENCY
    }
}

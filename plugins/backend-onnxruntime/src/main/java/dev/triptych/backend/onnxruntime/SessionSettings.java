package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;

/**
 * How sessions are opened. Nothing here changes numbers: denormals stay, no fast-math key is set.
 *
 * @param mode how the device is shared
 * @param cores processors in use
 */
record SessionSettings(DeviceMode mode, int cores) {
    /** Options for one session; the caller closes them. */
    SessionOptions options() throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setInterOpNumThreads(1);
            if (mode == DeviceMode.THROUGHPUT) {
                options.setIntraOpNumThreads(1);
                options.addConfigEntry("session.intra_op.allow_spinning", "0");
            } else {
                options.setIntraOpNumThreads(cores);
                options.addConfigEntry("session.intra_op.allow_spinning", "1");
                // Without it idle pools go on spinning after a run and slow every other thread of the process.
                options.addConfigEntry("session.force_spinning_stop", "1");
            }
            // Patterns are kept for every shape ever seen; with free lengths that grows without bound.
            options.setMemoryPatternOptimization(false);
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }
}

package dev.triptych.backend.onnxruntime;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import java.nio.file.Path;

/** The backend on two cores, with its state below the build's output. */
final class Engine {
    static final Path STATE = Path.of("target", "state");

    private Engine() {}

    static Backend in(DeviceMode mode) {
        try {
            return new OnnxRuntimeProvider().start(new BackendOptions(mode, 2, STATE));
        } catch (BackendException e) {
            throw new AssertionError("ONNX Runtime does not start", e);
        }
    }
}

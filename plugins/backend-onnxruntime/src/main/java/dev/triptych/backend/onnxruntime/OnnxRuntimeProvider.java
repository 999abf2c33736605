package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions;
import dev.triptych.spi.backend.BackendProvider;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Starts ONNX Runtime in this process.
 *
 * <p>The native libraries are kept in the state directory, so that a start does not unpack them again; where that is not
 * possible ONNX Runtime unpacks them to the temporary directory by itself.
 *
 * <p>The environment is made once for the process and never closed. ONNX Runtime's Java classes register a shutdown hook
 * that frees it, and hooks run beside each other, so a run under way at {@link System#exit} would read freed memory. A
 * second native reference taken here ({@link Internals#holdEnvironment}) turns that hook into a no-op. Still, an
 * application should end its lanes before it exits, and halt when one is stuck in native code.
 */
public final class OnnxRuntimeProvider implements BackendProvider {
    /** The backend's name. */
    static final String NAME = "onnxruntime";

    private static final Logger LOG = System.getLogger(OnnxRuntimeProvider.class.getName());

    /** Where ONNX Runtime's classes look for the native libraries, when they are first used. */
    private static final String NATIVE_PATH = "onnxruntime.native.path";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        String version = OrtEnvironment.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    @Override
    public Backend start(BackendOptions options) throws BackendException {
        keepLibraries(options);
        try {
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "triptych");
            Internals.holdEnvironment(environment);
            Internals.removeTemporaryDirectory();
            return new OnnxRuntimeBackend(environment, options);
        } catch (LinkageError | RuntimeException e) {
            throw new BackendException(
                    BackendException.Kind.UNSUPPORTED,
                    "ONNX Runtime's native library cannot be loaded. It runs on Linux and macOS (x64, aarch64) and Windows"
                            + " (x64), and needs a state or temporary directory from which libraries may be executed.",
                    e);
        }
    }

    private void keepLibraries(BackendOptions options) {
        try {
            // ONNX Runtime offers no other way to say where its libraries are than this property, read once when its
            // classes initialise. An operator's own setting wins.
            NativeLibraries.extract(options.stateDirectory(), version())
                    .ifPresent(folder -> System.getProperties().putIfAbsent(NATIVE_PATH, folder.toString()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot keep ONNX Runtime's libraries in the state directory", e);
        }
    }
}

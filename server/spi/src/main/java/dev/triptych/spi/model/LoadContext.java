package dev.triptych.spi.model;

import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.sequence.SequenceSpec;
import dev.triptych.spi.sequence.SequenceStage;

/**
 * What the server lends a plugin while it loads a model. Everything made through it belongs to the model's version and is
 * closed by the server, after the last call that uses it.
 *
 * <p>Used by the loading thread only; a use after {@link ModelPlugin#load} returned throws
 * {@link IllegalStateException}.
 */
public interface LoadContext {
    /**
     * Opens an ONNX file of the folder.
     *
     * @throws TaskException when it is missing, damaged, or its external data are not inside the folder
     */
    GraphSource source(String file);

    /** Compiles a graph and makes it a stage that batches. */
    Stage stage(StageSpec spec);

    /**
     * Compiles a decoder's graphs and makes them a step loop.
     *
     * @throws TaskException when the server has no step loops yet, or none of this kind
     */
    default SequenceStage sequence(SequenceSpec spec) {
        throw TaskException.of(Reason.MODEL_UNSUPPORTED, "step loops are not offered by this server yet");
    }

    /** The SHA-256 of a file with its external data, in hex. */
    String digest(String file);

    /** Tells the operator of something that was assumed; shown in listings and by {@code inspect}. */
    void warn(String message);

    /** Where to report how far loading has come. */
    Progress progress();

    /** What one image may measure; the family's decoder holds it, and states the pixels in its limits. */
    default ImageLimits imageLimits() {
        return ImageLimits.DEFAULT;
    }
}

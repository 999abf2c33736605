package dev.triptych.towers;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.util.Optional;

/** Finds the file that describes a Hugging Face folder's image processor. */
public final class ImageProcessorFile {
    private static final String OWN = "preprocessor_config.json";
    private static final String NESTED = "processor_config.json";

    private ImageProcessorFile() {}

    /**
     * {@code preprocessor_config.json}, else a {@code processor_config.json} that has an image processor in it; empty when
     * there is neither. transformers 5 writes only the nested file; where both lie there the older one is the export's own.
     */
    public static Optional<String> find(ModelFolder folder) {
        if (folder.has(OWN)) {
            return Optional.of(OWN);
        }
        // One that cannot be read is named by whoever reads it.
        boolean none = JsonConfig.find(folder, NESTED)
                .filter(config -> !config.has("image_processor") && !config.has("image_processor_type"))
                .isPresent();
        return folder.has(NESTED) && !none ? Optional.of(NESTED) : Optional.empty();
    }

    /** The same; {@code MODEL_INCOMPLETE} when there is neither. */
    public static String need(ModelFolder folder) {
        return find(folder)
                .orElseThrow(() -> TaskException.of(
                        Reason.MODEL_INCOMPLETE,
                        OWN + " is missing, and so is an image_processor in " + NESTED
                                + ": they say how images are resized and normalised"));
    }

    /** The {@code model_type} of {@code config.json}, which names the processor where its own file does not; else empty. */
    public static String modelType(ModelFolder folder) {
        return JsonConfig.find(folder, "config.json").map(JsonConfig::modelType).orElse("");
    }
}

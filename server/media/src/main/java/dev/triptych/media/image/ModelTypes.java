package dev.triptych.media.image;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * The image processor that transformers 5.23 takes for a model whose file names none, by {@code model_type}. The table is
 * written from transformers itself by {@code make_processor_defaults.py} beside the goldens.
 */
final class ModelTypes {
    private static final Map<String, String> PROCESSORS = read();

    private ModelTypes() {}

    /** The name of the processor of a model's type, or of the whole model that a lone image tower comes from. */
    static Optional<String> processor(String modelType) {
        return Optional.ofNullable(PROCESSORS.get(modelType))
                .or(() -> Optional.ofNullable(PROCESSORS.get(modelType.replaceFirst("_vision_model$", ""))));
    }

    private static Map<String, String> read() {
        try (InputStream in = ModelTypes.class.getResourceAsStream("model-types.json")) {
            return Map.copyOf(new ObjectMapper().readValue(in, new TypeReference<Map<String, String>>() {}));
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }
}

package dev.triptych.plugin.dualencoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a Hugging Face folder of CLIP: one combined {@code model.onnx} as Optimum exports, or {@code text_model.onnx} and
 * {@code vision_model.onnx} as transformers.js has them, at the top or in {@code onnx/}. A folder with one tower serves
 * that tower. Where both layouts lie side by side the split one is taken.
 */
final class HuggingFaceLayout {
    private static final Set<String> MODEL_TYPES = Set.of("clip", "clip_text_model", "clip_vision_model");
    private static final List<String> PREFIXES = List.of("onnx/", "");
    /** The temperature at which CLIP's training clips: exp of the trained logit scale. */
    private static final double TRAINED_SCALE = 100;
    /** How many tokens CLIP was trained with. */
    private static final int CLIP_LENGTH = 77;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelFolder folder;
    private final JsonNode config;
    private final List<String> facts = new ArrayList<>();

    private HuggingFaceLayout(ModelFolder folder, JsonNode config) {
        this.folder = folder;
        this.config = config;
    }

    /** Whether the folder's {@code config.json} names a model of this family; false for anything unreadable. */
    static boolean recognises(ModelFolder folder) {
        return config(folder)
                .map(HuggingFaceLayout::modelType)
                .filter(MODEL_TYPES::contains)
                .isPresent();
    }

    /** Whether any of the ONNX files is there that {@link #read} looks for. */
    static boolean hasGraphs(ModelFolder folder) {
        return find(folder, "model.onnx").isPresent()
                || find(folder, "text_model.onnx").isPresent()
                || find(folder, "vision_model.onnx").isPresent();
    }

    /** Whether weights of a training tool are there. */
    static boolean hasWeights(ModelFolder folder) {
        return folder.files().stream()
                .anyMatch(file -> file.matches("(.*/)?[^/]+\\.(safetensors|bin|pt|pth|msgpack|h5)"));
    }

    /** The command that makes ONNX files of the folder's weights. */
    static String exportCommand(ModelFolder folder) {
        String name = folder.name().matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}") ? folder.name() : "DIR";
        return "optimum-cli export onnx --task zero-shot-image-classification --model " + name + " " + name + "-onnx";
    }

    /** The layout; {@code MODEL_INCOMPLETE} names what is missing. */
    static Layout read(ModelFolder folder) {
        if (!folder.has("config.json")) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE, "config.json is missing, and model.yaml names no towers; add either");
        }
        JsonNode config = config(folder)
                .orElseThrow(() -> TaskException.of(Reason.CONFIG_INVALID, "config.json is not a JSON object"));
        return new HuggingFaceLayout(folder, config).layout();
    }

    private static Optional<JsonNode> config(ModelFolder folder) {
        if (!folder.has("config.json")) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(folder.read("config.json"));
            return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
        } catch (IOException | TaskException e) {
            return Optional.empty();
        }
    }

    private static String modelType(JsonNode config) {
        return config.path("model_type").asText();
    }

    private static Optional<String> find(ModelFolder folder, String name) {
        return PREFIXES.stream()
                .map(prefix -> prefix + name)
                .filter(folder::has)
                .findFirst();
    }

    private Layout layout() {
        Optional<String> text = find(folder, "text_model.onnx");
        Optional<String> vision = find(folder, "vision_model.onnx");
        Optional<String> combined = find(folder, "model.onnx");
        if (text.isEmpty() && vision.isEmpty() && combined.isPresent()) {
            return combined(combined.get());
        }
        if (text.isEmpty() && vision.isEmpty()) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    "no ONNX file: expected model.onnx, or text_model.onnx and vision_model.onnx, at the top or in onnx/");
        }
        facts.add("split export");
        return new Layout(
                "clip",
                vision.map(this::image),
                text.map(this::text),
                Optional.empty(),
                dim(),
                OptionalDouble.of(TRAINED_SCALE),
                facts);
    }

    private Layout combined(String graph) {
        facts.add("combined export, cut into towers");
        boolean imageOnly = modelType(config).equals("clip_vision_model");
        boolean textOnly = modelType(config).equals("clip_text_model");
        return new Layout(
                "clip",
                textOnly || preprocessor().isEmpty() ? Optional.empty() : Optional.of(image(graph)),
                imageOnly || !folder.has("tokenizer.json") ? Optional.empty() : Optional.of(text(graph)),
                Optional.of(new Layout.Logits(graph, "logits_per_image")),
                dim(),
                OptionalDouble.of(TRAINED_SCALE),
                facts);
    }

    private Layout.ImageFiles image(String graph) {
        String preprocessor = preprocessor()
                .orElseThrow(() -> TaskException.of(
                        Reason.MODEL_INCOMPLETE, "preprocessor_config.json or processor_config.json is missing"));
        return new Layout.ImageFiles(graph, Optional.empty(), preprocessor);
    }

    // transformers 5 writes only the nested file; where both lie there the older one is the export's own.
    private Optional<String> preprocessor() {
        return List.of("preprocessor_config.json", "processor_config.json").stream()
                .filter(folder::has)
                .findFirst();
    }

    private Layout.TextFiles text(String graph) {
        if (!folder.has("tokenizer.json")) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, "tokenizer.json is missing");
        }
        JsonNode textConfig = config.has("text_config") ? config.get("text_config") : config;
        int maxLength = whole(
                textConfig,
                "max_position_embeddings",
                DeclaredLayout.MIN_LENGTH,
                DeclaredLayout.MAX_LENGTH,
                CLIP_LENGTH);
        int vocabulary = whole(textConfig, "vocab_size", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        int padId = whole(textConfig, "pad_token_id", 0, vocabulary - 1, 0);
        return new Layout.TextFiles(graph, Optional.empty(), Pooling.NONE, "tokenizer.json", maxLength, padId);
    }

    private OptionalInt dim() {
        int dim = whole(config, "projection_dim", 1, 1 << 20, 0);
        return dim == 0 ? OptionalInt.empty() : OptionalInt.of(dim);
    }

    private static int whole(JsonNode node, String key, int least, int most, int missing) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return missing;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.json: " + key + " must be a whole number from " + least + " to " + most);
        }
        return value.asInt();
    }
}

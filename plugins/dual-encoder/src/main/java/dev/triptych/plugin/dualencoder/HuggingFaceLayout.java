package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.GraphFiles;
import dev.triptych.towers.ImageSpec;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.TextFeed;
import dev.triptych.towers.TextSpec;
import dev.triptych.towers.TowerOutputs;
import dev.triptych.towers.VectorOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads a Hugging Face folder of CLIP: one combined {@code model.onnx} as Optimum exports, or {@code text_model.onnx} and
 * {@code vision_model.onnx} as transformers.js has them, at the top or in {@code onnx/}. A folder with one tower serves
 * that tower. Where both layouts lie side by side the split one is taken.
 */
final class HuggingFaceLayout {
    private static final Set<String> MODEL_TYPES = Set.of("clip", "clip_text_model", "clip_vision_model");
    private static final String CONFIG = "config.json";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String COMBINED = "model";
    private static final String TEXT = "text_model";
    private static final String VISION = "vision_model";
    /** The temperature at which CLIP's training clips: exp of the trained logit scale. */
    private static final double TRAINED_SCALE = 100;
    /** How many tokens CLIP was trained with. */
    private static final int CLIP_LENGTH = 77;

    private final ModelFolder folder;
    private final JsonConfig config;
    private final LoadContext context;
    private final GraphFiles files;
    private final List<String> facts = new ArrayList<>();

    private HuggingFaceLayout(ModelFolder folder, JsonConfig config, LoadContext context) {
        this.folder = folder;
        this.config = config;
        this.context = context;
        this.files = GraphFiles.of(folder);
    }

    /** Whether the folder's {@code config.json} names a model of this family; false for anything unreadable. */
    static boolean recognises(ModelFolder folder) {
        return JsonConfig.find(folder, CONFIG)
                .map(JsonConfig::modelType)
                .filter(MODEL_TYPES::contains)
                .isPresent();
    }

    /** Whether any of the ONNX files is there that {@link #read} looks for. */
    static boolean hasGraphs(ModelFolder folder) {
        return List.of(COMBINED, TEXT, VISION).stream().anyMatch(stem -> GraphFiles.has(folder, stem));
    }

    /** The layout; {@code MODEL_INCOMPLETE} names what is missing. */
    static Layout read(ModelFolder folder, LoadContext context) {
        if (!folder.has(CONFIG)) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE, "config.json is missing, and model.yaml names no towers; add either");
        }
        return new HuggingFaceLayout(folder, JsonConfig.read(folder, CONFIG), context).layout();
    }

    private Layout layout() {
        Optional<String> text = find(TEXT);
        Optional<String> vision = find(VISION);
        if (text.isPresent() || vision.isPresent()) {
            facts.add("split export");
            return new Layout(
                    "clip",
                    vision.map(this::image),
                    text.map(this::text),
                    Optional.empty(),
                    OptionalDouble.of(TRAINED_SCALE),
                    facts);
        }
        return combined(find(COMBINED)
                .orElseThrow(() -> TaskException.of(
                        Reason.MODEL_INCOMPLETE,
                        "no ONNX file: expected model.onnx, or text_model.onnx and vision_model.onnx, at the top or in"
                                + " onnx/")));
    }

    private Optional<String> find(String stem) {
        return files.find(stem).map(file -> {
            files.tell(file, context);
            return file.name();
        });
    }

    private Layout combined(String graph) {
        facts.add("combined export, cut into towers");
        boolean imageOnly = config.modelType().equals("clip_vision_model");
        boolean textOnly = config.modelType().equals("clip_text_model");
        return new Layout(
                "clip",
                textOnly || preprocessor().isEmpty() ? Optional.empty() : Optional.of(image(graph)),
                imageOnly || !folder.has(TOKENIZER) ? Optional.empty() : Optional.of(text(graph)),
                Optional.of(new Layout.Logits(graph, "logits_per_image")),
                OptionalDouble.of(TRAINED_SCALE),
                facts);
    }

    private Layout.ImageFiles image(String graph) {
        String preprocessor = preprocessor()
                .orElseThrow(() -> TaskException.of(
                        Reason.MODEL_INCOMPLETE, "preprocessor_config.json or processor_config.json is missing"));
        return new Layout.ImageFiles(new ImageSpec("image", graph, output(TowerOutputs.IMAGE)), preprocessor);
    }

    // transformers 5 writes only the nested file; where both lie there the older one is the export's own.
    private Optional<String> preprocessor() {
        return List.of("preprocessor_config.json", "processor_config.json").stream()
                .filter(folder::has)
                .findFirst();
    }

    private Layout.TextFiles text(String graph) {
        if (!folder.has(TOKENIZER)) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, "tokenizer.json is missing");
        }
        JsonConfig text = config.object("text_config").orElse(config);
        int maxLength = text.whole("max_position_embeddings", DeclaredLayout.MIN_LENGTH, DeclaredLayout.MAX_LENGTH)
                .orElse(CLIP_LENGTH);
        int vocabulary = text.whole("vocab_size", 1, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
        int padId = text.whole("pad_token_id", 0, vocabulary - 1).orElse(0);
        TextFeed feed = new TextFeed(maxLength, padId, TextFeed.Padding.LONGEST);
        return new Layout.TextFiles(new TextSpec("text", graph, output(TowerOutputs.TEXT), feed), TOKENIZER);
    }

    private VectorOutput output(List<String> candidates) {
        return VectorOutput.anyOf(candidates).of(config.whole("projection_dim", 1, 1 << 20));
    }
}

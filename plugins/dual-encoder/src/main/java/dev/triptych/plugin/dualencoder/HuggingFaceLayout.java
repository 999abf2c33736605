package dev.triptych.plugin.dualencoder;

import dev.triptych.media.text.TextOptions;
import dev.triptych.media.text.TextTokenizer;
import dev.triptych.media.text.TokenizerFiles;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.FeatureHints;
import dev.triptych.towers.GraphFiles;
import dev.triptych.towers.ImageProcessorFile;
import dev.triptych.towers.ImageSpec;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.TextCleaning;
import dev.triptych.towers.TextFeed;
import dev.triptych.towers.TextSpec;
import dev.triptych.towers.TowerOutputs;
import dev.triptych.towers.VectorOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a Hugging Face folder of CLIP, SigLIP and their kin: one combined {@code model.onnx} as Optimum exports, or {@code text_model.onnx} and
 * {@code vision_model.onnx} as transformers.js has them, at the top or in {@code onnx/}. A folder with one tower serves
 * that tower. Where both layouts lie side by side the split one is taken, and the combined graph is asked for the
 * temperature alone.
 */
final class HuggingFaceLayout {
    private static final String CONFIG = "config.json";
    private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    private static final String COMBINED = "model";
    private static final String LOGITS = "logits_per_image";
    private static final String TEXT = "text_model";
    private static final String VISION = "vision_model";

    private final ModelFolder folder;
    private final JsonConfig config;
    private final LoadContext context;
    private final GraphFiles files;
    private final TokenizerFiles tokenizer;
    private final Family family;
    private final List<String> facts = new ArrayList<>();

    private HuggingFaceLayout(ModelFolder folder, JsonConfig config, LoadContext context) {
        this.folder = folder;
        this.config = config;
        this.context = context;
        this.files = GraphFiles.of(folder);
        this.tokenizer = TokenizerFiles.in(folder);
        this.family = Family.of(config.modelType()).orElse(Family.OTHER);
    }

    /** Whether the folder's {@code config.json} names a model of these families; false for anything unreadable. */
    static boolean recognises(ModelFolder folder) {
        return JsonConfig.find(folder, CONFIG)
                .flatMap(config -> Family.of(config.modelType()))
                .isPresent();
    }

    /** Whether the folder has the two graphs of a split export and a configuration of two towers, of whatever family. */
    static boolean resembles(ModelFolder folder) {
        return GraphFiles.has(folder, TEXT)
                && GraphFiles.has(folder, VISION)
                && JsonConfig.find(folder, CONFIG)
                        .filter(config -> config.has("text_config") && config.has("vision_config"))
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
        if (family == Family.OTHER) {
            context.warn("model_type " + Quoted.text(config.modelType())
                    + " is served by its outputs alone: no reference vectors hold this family");
        }
        Optional<String> text = find(TEXT);
        Optional<String> vision = find(VISION);
        if (text.isPresent() || vision.isPresent()) {
            facts.add("split export");
            return layout(vision.map(this::image), text.map(this::text), beside());
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

    // Towers alone do not know by how much their cosines are multiplied.
    private Optional<Layout.Logits> beside() {
        return GraphFiles.any(folder, COMBINED).map(file -> new Layout.Logits(file, LOGITS, false));
    }

    private Layout combined(String graph) {
        facts.add("combined export, cut into towers");
        boolean imageOnly = config.modelType().endsWith("_vision_model");
        boolean textOnly = config.modelType().endsWith("_text_model");
        return layout(
                textOnly || ImageProcessorFile.find(folder).isEmpty() ? Optional.empty() : Optional.of(image(graph)),
                imageOnly || !tokenizer.present() ? Optional.empty() : Optional.of(text(graph)),
                Optional.of(new Layout.Logits(graph, LOGITS, true)));
    }

    private Layout layout(
            Optional<Layout.ImageFiles> image, Optional<Layout.TextFiles> text, Optional<Layout.Logits> logits) {
        return new Layout(family.kind(), image, text, logits, family.trained(), family.activation(), facts);
    }

    private Layout.ImageFiles image(String graph) {
        String preprocessor = ImageProcessorFile.need(folder);
        FeatureHints hints =
                FeatureHints.ofImages(config.object("vision_config").orElse(config), config.modelType());
        return new Layout.ImageFiles(
                new ImageSpec("image", graph, output(TowerOutputs.IMAGE), hints), preprocessor, false);
    }

    private Layout.TextFiles text(String graph) {
        if (!tokenizer.present()) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE, "tokenizer.json is missing, and so is every other kind of vocabulary");
        }
        JsonConfig text = config.object("text_config").orElse(config);
        TextFeed feed = new TextFeed(maxLength(text), padId(text), family.padding(), cleaning());
        return new Layout.TextFiles(
                new TextSpec("text", graph, output(TowerOutputs.TEXT), feed, FeatureHints.ofTexts(text)),
                length -> TextTokenizer.open(tokenizer, TextOptions.of(length)));
    }

    private int maxLength(JsonConfig text) {
        int positions = text.whole("max_position_embeddings", DeclaredLayout.MIN_LENGTH, DeclaredLayout.MAX_LENGTH)
                .orElse(family.textLength());
        return family == Family.OTHER
                ? Math.min(positions, tokenizer.maxLength().orElse(positions))
                : positions;
    }

    // CLIP's padding is never looked at; that of SigLIP is read like any token, and only the tokenizer's files know it.
    private long padId(JsonConfig text) {
        if (family.padding() == TextFeed.Padding.FULL_ATTENDED) {
            return TextFeed.TOKENIZERS_OWN;
        }
        int vocabulary = text.whole("vocab_size", 1, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
        return text.whole("pad_token_id", 0, vocabulary - 1).orElse(0);
    }

    private TextCleaning cleaning() {
        boolean lower = JsonConfig.find(folder, TOKENIZER_CONFIG)
                .flatMap(settings -> settings.text("tokenizer_class"))
                .filter(name -> name.startsWith("Siglip2Tokenizer"))
                .isPresent();
        return lower ? TextCleaning.LOWER_LETTERS : TextCleaning.NONE;
    }

    private VectorOutput output(List<String> usual) {
        List<String> names = new ArrayList<>(usual);
        names.addAll(family.outputs());
        return VectorOutput.anyOf(names).of(config.whole("projection_dim", 1, 1 << 20));
    }
}

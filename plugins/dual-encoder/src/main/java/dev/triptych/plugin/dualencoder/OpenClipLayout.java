package dev.triptych.plugin.dualencoder;

import dev.triptych.media.text.TextTokenizer;
import dev.triptych.media.text.TokenizerFiles;
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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads folders of OpenCLIP models: {@code open_clip_config.json} with {@code onnx/vision_model.onnx} and
 * {@code onnx/text_model.onnx}, as the export tool writes them; or Immich's {@code visual/model.onnx} and
 * {@code textual/model.onnx} with open_clip's model configuration in {@code config.json}.
 */
final class OpenClipLayout {
    private static final String OWN = "open_clip_config.json";
    private static final String IMMICH = "config.json";

    private final ModelFolder folder;
    private final LoadContext context;
    private final GraphFiles files;
    private final boolean immich;
    private final JsonConfig model;
    private final List<String> facts = new ArrayList<>();

    private OpenClipLayout(ModelFolder folder, LoadContext context) {
        this.folder = folder;
        this.context = context;
        this.files = GraphFiles.of(folder);
        this.immich = isImmich(folder);
        this.model = immich
                ? JsonConfig.read(folder, IMMICH)
                : JsonConfig.read(folder, OWN)
                        .object("model_cfg")
                        .orElseThrow(
                                () -> TaskException.of(Reason.CONFIG_INVALID, OWN + ": model_cfg must be an object"));
    }

    /** Whether the folder holds Immich's layout. */
    static boolean isImmich(ModelFolder folder) {
        boolean graphs = GraphFiles.has(folder, "visual/model") || GraphFiles.has(folder, "textual/model");
        return graphs
                && JsonConfig.find(folder, IMMICH)
                        .filter(config -> config.has("text_cfg") || config.has("vision_cfg"))
                        .isPresent();
    }

    /** Whether the folder holds a configuration of open_clip. */
    static boolean hasConfig(ModelFolder folder) {
        return JsonConfig.find(folder, OWN)
                .filter(config -> config.has("model_cfg"))
                .isPresent();
    }

    /** Whether any of the ONNX files is there that {@link #read} looks for beside {@code open_clip_config.json}. */
    static boolean hasGraphs(ModelFolder folder) {
        return GraphFiles.has(folder, "vision_model") || GraphFiles.has(folder, "text_model");
    }

    /** The layout; {@code MODEL_INCOMPLETE} names what is missing. */
    static Layout read(ModelFolder folder, LoadContext context) {
        return new OpenClipLayout(folder, context).layout();
    }

    private Layout layout() {
        Optional<String> image = find(immich ? "visual/model" : "vision_model");
        Optional<String> text = find(immich ? "textual/model" : "text_model");
        if (image.isEmpty() && text.isEmpty()) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    "no ONNX file: expected "
                            + (immich
                                    ? "visual/model.onnx and textual/model.onnx"
                                    : "vision_model.onnx" + " and text_model.onnx, at the top or in onnx/"));
        }
        Family family = family();
        facts.add(immich ? "Immich's layout of an OpenCLIP model" : "OpenCLIP model");
        return new Layout(
                family == Family.CLIP ? "openclip" : family.kind(),
                image.map(this::image),
                text.map(graph -> text(graph, family)),
                Optional.empty(),
                family.trained(),
                family.activation(),
                facts);
    }

    private Optional<String> find(String stem) {
        return files.find(stem).map(file -> {
            files.tell(file, context);
            return file.name();
        });
    }

    // A bias of the logits is what open_clip gives models that are trained by the sigmoid loss.
    private Family family() {
        return model.number("init_logit_bias").isPresent() ? Family.SIGLIP : Family.CLIP;
    }

    private Layout.ImageFiles image(String graph) {
        String preprocessor = immich ? "visual/preprocess_cfg.json" : OWN;
        if (!folder.has(preprocessor)) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    preprocessor + " is missing: it says how images are resized and normalised");
        }
        return new Layout.ImageFiles(
                new ImageSpec("image", graph, output(TowerOutputs.IMAGE, "image_features")), preprocessor, true);
    }

    private Layout.TextFiles text(String graph, Family family) {
        String prefix = immich ? "textual/" : "";
        TokenizerFiles tokenizer = TokenizerFiles.in(folder, prefix);
        if (!tokenizer.present()) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    prefix + "tokenizer.json is missing, and so is every other kind of vocabulary");
        }
        JsonConfig text = model.object("text_cfg")
                .orElseThrow(() -> model.wrong("text_cfg", "an object that describes the text tower"));
        int length = text.whole("context_length", DeclaredLayout.MIN_LENGTH, DeclaredLayout.MAX_LENGTH)
                .orElse(Family.CLIP.textLength());
        OpenClipTexts texts = new OpenClipTexts(text, immich);
        TextFeed feed = new TextFeed(length, texts.padId(), texts.padding(), texts.cleaning());
        facts.add(family.activation().name().toLowerCase(Locale.ROOT) + " loss, texts of " + length + " tokens");
        return new Layout.TextFiles(
                new TextSpec("text", graph, output(TowerOutputs.TEXT, "text_features"), feed),
                cut -> TextTokenizer.open(tokenizer, texts.options(cut)));
    }

    private VectorOutput output(List<String> usual, String own) {
        List<String> names = new ArrayList<>(usual);
        names.add(own);
        OptionalInt dim = model.whole("embed_dim", 1, 1 << 20);
        return VectorOutput.anyOf(names).of(dim);
    }
}

package dev.triptych.plugin.classifier;

import dev.triptych.media.image.ImagePreprocessor;
import dev.triptych.media.text.TextOptions;
import dev.triptych.media.text.TextTokenizer;
import dev.triptych.media.text.TokenizerFiles;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.FeatureHints;
import dev.triptych.towers.GraphFiles;
import dev.triptych.towers.ImageProcessorFile;
import dev.triptych.towers.ImageReading;
import dev.triptych.towers.ImageSpec;
import dev.triptych.towers.ImageTower;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Positions;
import dev.triptych.towers.TextFeed;
import dev.triptych.towers.TextSpec;
import dev.triptych.towers.TextTower;
import dev.triptych.towers.VectorOutput;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a Hugging Face folder of a classifier: {@code config.json}, {@code model.onnx}, and what makes its inputs. */
final class ClassifierFolder {
    static final String CONFIG = "config.json";

    private static final String STEM = "model";

    private final ModelFolder folder;
    private final JsonConfig config;
    private final LoadContext context;
    private final VectorOutput logits;

    ClassifierFolder(ModelFolder folder, JsonConfig config, OptionalInt classes, LoadContext context) {
        this.folder = folder;
        this.config = config;
        this.context = context;
        this.logits = VectorOutput.anyOf(List.of("logits")).of(classes);
    }

    /** What the named architecture classifies; empty when it is no classifier. */
    static Optional<Modality> modality(JsonConfig config) {
        for (var name : config.node().path("architectures")) {
            // ForImageClassificationWithTeacher is the same with a second head, whose mean with the first is answered.
            if (name.asText().contains("ForImageClassification")) {
                return Optional.of(Modality.IMAGE);
            }
            if (name.asText().contains("ForSequenceClassification")) {
                return Optional.of(Modality.TEXT);
            }
        }
        return Optional.empty();
    }

    static boolean hasGraph(ModelFolder folder) {
        return GraphFiles.has(folder, STEM);
    }

    private String graph() {
        GraphFiles files = GraphFiles.of(folder);
        GraphFiles.GraphFile file = files.find(STEM)
                .orElseThrow(() -> TaskException.of(
                        Reason.MODEL_INCOMPLETE, "no ONNX file: expected model.onnx or onnx/model.onnx"));
        files.tell(file, context);
        return file.name();
    }

    ImageTower image() {
        String file = ImageProcessorFile.need(folder);
        return ImageTower.load(
                new ImageSpec("image", graph(), logits, FeatureHints.ofImages(config, config.modelType())),
                ImageReading.of(
                        ImagePreprocessor.fromHuggingFace(folder.text(file), config.modelType()), folder, context),
                context);
    }

    TextTower text() {
        TokenizerFiles files = TokenizerFiles.in(folder);
        int pad = config.whole("pad_token_id", 0, Integer.MAX_VALUE).orElse(0);
        TextFeed feed = new TextFeed(Positions.longest(files.maxLength(), config), pad, TextFeed.Padding.LONGEST);
        return TextTower.load(
                new TextSpec("text", graph(), logits, feed, FeatureHints.ofTexts(config)),
                length -> TextTokenizer.open(files, TextOptions.of(length)),
                context);
    }
}

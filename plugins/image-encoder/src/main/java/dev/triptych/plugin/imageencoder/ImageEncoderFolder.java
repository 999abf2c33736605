package dev.triptych.plugin.imageencoder;

import dev.triptych.media.image.ImagePreprocessor;
import dev.triptych.media.text.TokenizerFiles;
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
import dev.triptych.towers.VectorOutput;
import java.util.Optional;

/** Reads a Hugging Face folder of an encoder of images: {@code config.json}, {@code model.onnx}, the image processor. */
final class ImageEncoderFolder {
    static final String CONFIG = "config.json";
    static final String STAGE = "image";

    private static final String STEM = "model";

    private final ModelFolder folder;

    ImageEncoderFolder(ModelFolder folder) {
        this.folder = folder;
    }

    /** {@code config.json}, when it is an encoder's without a head and images alone are fed. */
    static Optional<JsonConfig> config(ModelFolder folder) {
        return JsonConfig.find(folder, CONFIG)
                .filter(ImageEncoderFolder::headless)
                .filter(config -> ImageProcessorFile.find(folder).isPresent()
                        && !TokenizerFiles.in(folder).present());
    }

    private static boolean headless(JsonConfig config) {
        for (var name : config.node().path("architectures")) {
            if (name.asText().endsWith("Model")) {
                return true;
            }
        }
        return false;
    }

    static boolean hasGraph(ModelFolder folder) {
        return GraphFiles.has(folder, STEM);
    }

    /** The ONNX file; {@code MODEL_INCOMPLETE} when there is none. */
    String graph(LoadContext context) {
        GraphFiles files = GraphFiles.of(folder);
        GraphFiles.GraphFile file = files.find(STEM)
                .orElseThrow(() -> TaskException.of(
                        Reason.MODEL_INCOMPLETE, "no ONNX file: expected model.onnx or onnx/model.onnx"));
        files.tell(file, context);
        return file.name();
    }

    ImageTower tower(JsonConfig config, String graph, VectorOutput output, LoadContext context) {
        String file = ImageProcessorFile.need(folder);
        return ImageTower.load(
                new ImageSpec(STAGE, graph, output, FeatureHints.ofImages(config, config.modelType())),
                ImageReading.of(
                        ImagePreprocessor.fromHuggingFace(folder.text(file), config.modelType()), folder, context),
                context);
    }
}

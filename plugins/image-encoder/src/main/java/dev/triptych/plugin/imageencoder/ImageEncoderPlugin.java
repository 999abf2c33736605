package dev.triptych.plugin.imageencoder;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Space;
import dev.triptych.towers.ImageTower;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.VectorStep;
import dev.triptych.towers.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves encoders of images without a head, such as ViT and DINOv2, from Hugging Face folders with an ONNX file. */
public final class ImageEncoderPlugin implements ModelPlugin {
    private static final String FAMILY = "image-encoder";
    private static final String NORMALIZE = "normalize";

    @Override
    public String name() {
        return FAMILY;
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public Recognition recognise(ModelFolder folder) {
        if (FAMILY.equals(folder.overrides().get("family"))) {
            return new Recognition.Recognised(110, "model.yaml names the family", List.of());
        }
        Optional<JsonConfig> config = ImageEncoderFolder.config(folder);
        if (config.isEmpty()) {
            return new Recognition.NotMine("no config.json of an encoder of images alone");
        }
        if (!ImageEncoderFolder.hasGraph(folder)) {
            return new Recognition.NotMine("config.json of an encoder of images, but no ONNX file");
        }
        if (!ImagePooling.known(config.get()) && !folder.overrides().containsKey(ImagePooling.KEY)) {
            return new Recognition.NotMine("config.json of an encoder of images whose pooling is not known; state"
                    + " pooling: cls, mean or pooler in model.yaml");
        }
        return new Recognition.Recognised(
                85,
                "config.json of an encoder of images, with an ONNX file",
                List.of("model_type " + config.get().modelType()));
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        Yaml overrides = new Yaml(folder.overrides());
        overrides.allow("family", "space", "dtype", "images", ImagePooling.KEY, NORMALIZE);
        JsonConfig config = JsonConfig.read(folder, ImageEncoderFolder.CONFIG);
        ImagePooling pooling = ImagePooling.of(overrides, config).orElseThrow(() -> unknown(config));
        boolean normalize = overrides.flag(NORMALIZE).orElse(false);
        ImageEncoderFolder files = new ImageEncoderFolder(folder);
        String graph = files.graph(context);
        ImageTower tower = files.tower(
                config,
                graph,
                pooling.output()
                        .of(config.whole("hidden_size", 1, 1 << 20))
                        .then(normalize ? List.of(VectorStep.NORMALIZE) : List.of()),
                context);
        Space space = overrides
                .text("space")
                .map(id -> new Space(id, tower.dim()))
                .orElseGet(() -> Space.of(
                        "image", tower.dim(), List.of(context.digest(graph), pooling.key(), tower.preprocessing())));
        ModelInfo info = new ModelInfo(
                FAMILY,
                Map.of("image", tower.preprocessing(), "pooling", pooling.key()),
                new ModelInfo.Limits(0, tower.maxPixels()));
        return new ImageEncoderModel(info, new ImageEmbedder(tower, space, normalize));
    }

    private static TaskException unknown(JsonConfig config) {
        return TaskException.of(
                Reason.CONFIG_INVALID,
                "config.json: model_type " + Quoted.text(config.modelType())
                        + " does not tell which output is the image's vector; state pooling: cls, mean or pooler in"
                        + " model.yaml");
    }
}

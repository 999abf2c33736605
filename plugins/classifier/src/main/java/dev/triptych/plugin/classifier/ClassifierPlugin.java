package dev.triptych.plugin.classifier;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.towers.ImageTower;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.TextTower;
import dev.triptych.towers.Tower;
import dev.triptych.towers.TowerFeatures;
import dev.triptych.towers.Weights;
import dev.triptych.towers.Yaml;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Serves classifiers of images and of texts from Hugging Face folders with an ONNX file that answers logits. */
public final class ClassifierPlugin implements ModelPlugin {
    private static final String FAMILY = "classifier";

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
        Optional<Modality> modality =
                JsonConfig.find(folder, ClassifierFolder.CONFIG).flatMap(ClassifierFolder::modality);
        if (modality.isEmpty()) {
            return new Recognition.NotMine("no config.json of an image or sequence classifier");
        }
        if (ClassifierFolder.hasGraph(folder)) {
            return new Recognition.Recognised(
                    90,
                    "config.json of a classifier, with an ONNX file",
                    List.of("classifies " + modality.get().name().toLowerCase(Locale.ROOT)));
        }
        return Weights.in(folder)
                ? new Recognition.NeedsExport(
                        "config.json of a classifier with weights, but no ONNX file", Weights.exportCommand(folder))
                : new Recognition.NotMine("config.json of a classifier, but neither ONNX file nor weights");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        Yaml overrides = new Yaml(folder.overrides());
        overrides.allow("family", "labels", "activation", "dtype", "images");
        JsonConfig config = JsonConfig.read(folder, ClassifierFolder.CONFIG);
        Modality modality = ClassifierFolder.modality(config)
                .orElseThrow(() -> TaskException.of(
                        Reason.CONFIG_INVALID,
                        "config.json: architectures must name one with ForImageClassification or"
                                + " ForSequenceClassification"));
        Scoring.refusePairs(config);
        Optional<Labels> labels = Labels.find(folder, config);
        OptionalInt classes = labels.map(found -> found.names().size())
                .filter(count -> count > 0)
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
        ClassifierFolder files = new ClassifierFolder(folder, config, classes, context);
        if (modality == Modality.IMAGE) {
            ImageTower tower = files.image();
            return model(
                    classifier(tower, Content.Image.class, labels, folder, config, context),
                    TowerFeatures.of(Optional.of(tower), Optional.empty()),
                    () -> {},
                    0);
        }
        TextTower tower = files.text();
        try {
            return model(
                    classifier(tower, Content.Text.class, labels, folder, config, context),
                    TowerFeatures.of(Optional.empty(), Optional.of(tower)),
                    tower::close,
                    tower.maxLength());
        } catch (RuntimeException failed) {
            tower.close();
            throw failed;
        }
    }

    private static <C extends Content> HeadClassifier<C> classifier(
            Tower<C> tower,
            Class<C> type,
            Optional<Labels> labels,
            ModelFolder folder,
            JsonConfig config,
            LoadContext context) {
        List<String> names = Labels.fit(labels, tower.dim(), context);
        Activation activation = Scoring.of(new Yaml(folder.overrides()), config, tower.dim());
        Modality modality = type == Content.Image.class ? Modality.IMAGE : Modality.TEXT;
        return new HeadClassifier<>(tower, type, modality, names, activation);
    }

    private static Model model(
            HeadClassifier<?> classifier, Optional<FeatureExtractor> features, Runnable end, int tokens) {
        Map<String, String> facts = Map.of(
                "input", classifier.tower().preprocessing(),
                "classes", Integer.toString(classifier.labels().size()),
                "activation", classifier.activation().name().toLowerCase(Locale.ROOT));
        long pixels = classifier.tower() instanceof ImageTower images ? images.maxPixels() : 0;
        return new ClassifierModel(
                new ModelInfo(FAMILY, facts, new ModelInfo.Limits(tokens, pixels)), classifier, features, end);
    }
}

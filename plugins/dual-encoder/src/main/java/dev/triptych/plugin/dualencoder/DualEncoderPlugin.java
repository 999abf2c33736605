package dev.triptych.plugin.dualencoder;

import dev.triptych.media.MediaLimits;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.model.ZeroShot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Serves CLIP and its kin from Hugging Face folders, and any two towers that a {@code model.yaml} names. */
public final class DualEncoderPlugin implements ModelPlugin {
    private static final String FAMILY = "dual-encoder";

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
        if (!HuggingFaceLayout.recognises(folder)) {
            return new Recognition.NotMine("no config.json of a CLIP model");
        }
        if (HuggingFaceLayout.hasGraphs(folder)) {
            return new Recognition.Recognised(90, "config.json of a CLIP model, with ONNX files", List.of());
        }
        return new Recognition.NeedsExport(
                "config.json of a CLIP model, but no ONNX file",
                "export it to ONNX first, for example: optimum-cli export onnx --model DIR DIR-onnx");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        Yaml overrides = new Yaml(folder.overrides());
        Layout layout =
                folder.overrides().containsKey("towers") ? DeclaredLayout.read(folder) : HuggingFaceLayout.read(folder);
        Dims dims = new Dims(configuredDim(overrides));
        Optional<ImageTower> image =
                layout.image().map(files -> ImageTower.load(files, folder.text(files.preprocessor()), dims, context));
        Optional<TextTower> text =
                layout.text().map(files -> TextTower.load(files, folder.read(files.tokenizer()), dims, context));
        Space space = space(layout, overrides, image, text, context);
        DualEncoder embedder =
                new DualEncoder(image, text, space, layout.logits().isPresent());
        Optional<ZeroShot> zeroShot = image.isPresent() && text.isPresent()
                ? Temperature.find(layout, overrides, context).map(scale -> zeroShot(embedder, scale, overrides))
                : Optional.empty();
        return new DualEncoderModel(info(layout, image, text, zeroShot), embedder, zeroShot, text);
    }

    private static OptionalInt configuredDim(Yaml overrides) {
        return overrides.number("dim").isPresent()
                ? OptionalInt.of((int) overrides.number("dim").getAsDouble())
                : OptionalInt.empty();
    }

    private static Space space(
            Layout layout, Yaml overrides, Optional<ImageTower> image, Optional<TextTower> text, LoadContext context) {
        int dim = image.map(ImageTower::dim)
                .or(() -> text.map(TextTower::dim))
                .orElseThrow(() -> TaskException.of(Reason.MODEL_INCOMPLETE, "the folder has neither tower"));
        if (text.isPresent() && text.get().dim() != dim) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "the towers do not meet: image vectors have " + dim + " numbers, text vectors "
                            + text.get().dim());
        }
        Optional<String> stated = overrides.text("space");
        if (stated.isPresent()) {
            return new Space(stated.get(), dim);
        }
        List<String> parts = new ArrayList<>();
        layout.image().ifPresent(files -> parts.add(context.digest(files.graph())));
        layout.text().ifPresent(files -> parts.add(context.digest(files.graph())));
        image.ifPresent(tower -> parts.add(tower.preprocessing()));
        text.ifPresent(tower -> parts.add(tower.preprocessing()));
        return Space.of(layout.kind(), dim, parts);
    }

    private static ZeroShot zeroShot(DualEncoder embedder, Affine rule, Yaml overrides) {
        List<String> templates = overrides.texts("templates");
        return new ZeroShot(
                embedder,
                rule.scale(),
                rule.bias(),
                activation(overrides),
                templates.isEmpty() ? List.of("{}") : templates,
                overrides.texts("labels"));
    }

    private static ZeroShot.Activation activation(Yaml overrides) {
        return switch (overrides.text("activation").orElse("softmax")) {
            case "softmax" -> ZeroShot.Activation.SOFTMAX;
            case "sigmoid" -> ZeroShot.Activation.SIGMOID;
            default -> throw overrides.wrong("activation", "softmax or sigmoid");
        };
    }

    private static ModelInfo info(
            Layout layout, Optional<ImageTower> image, Optional<TextTower> text, Optional<ZeroShot> zeroShot) {
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("layout", String.join("; ", layout.facts()));
        image.ifPresent(tower -> facts.put("image", tower.preprocessing()));
        text.ifPresent(tower -> facts.put("text", tower.preprocessing()));
        zeroShot.ifPresent(rule -> facts.put("logit_scale", String.valueOf(rule.logitScale())));
        return new ModelInfo(
                FAMILY,
                facts,
                new ModelInfo.Limits(
                        text.map(TextTower::maxLength).orElse(0),
                        image.isPresent() ? MediaLimits.DEFAULT.maxPixels() : 0));
    }
}

package dev.triptych.plugin.dualencoder;

import dev.triptych.media.MediaLimits;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.towers.TextTower;
import dev.triptych.towers.Weights;
import dev.triptych.towers.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        if (Weights.in(folder)) {
            return new Recognition.NeedsExport(
                    "config.json of a CLIP model with weights, but no ONNX file", Weights.exportCommand(folder));
        }
        return new Recognition.NotMine("config.json of a CLIP model, but neither ONNX files nor weights");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        Yaml overrides = new Yaml(folder.overrides());
        overrides.allow(
                "family", "space", "logit_scale", "logit_bias", "activation", "templates", "labels", "towers", "dtype");
        Layout layout = folder.overrides().containsKey("towers")
                ? DeclaredLayout.read(folder)
                : HuggingFaceLayout.read(folder, context);
        Towers towers = Towers.load(layout, folder, context);
        try {
            return model(layout, overrides, towers, context);
        } catch (TaskException e) {
            towers.close();
            throw e;
        }
    }

    private static Model model(Layout layout, Yaml overrides, Towers towers, LoadContext context) {
        DualEncoder embedder = new DualEncoder(towers, space(layout, overrides, towers, context));
        Optional<ZeroShot> zeroShot = towers.both()
                ? Temperature.find(layout, overrides, context).map(scale -> zeroShot(embedder, scale, overrides))
                : Optional.empty();
        return new DualEncoderModel(info(layout, towers, zeroShot), embedder, zeroShot, towers);
    }

    private static Space space(Layout layout, Yaml overrides, Towers towers, LoadContext context) {
        Optional<String> stated = overrides.text("space");
        if (stated.isPresent()) {
            return new Space(stated.get(), towers.dim());
        }
        List<String> parts = new ArrayList<>();
        layout.image().ifPresent(files -> parts.add(context.digest(files.spec().graph())));
        layout.text().ifPresent(files -> parts.add(context.digest(files.spec().graph())));
        parts.addAll(towers.preprocessing());
        return Space.of(layout.kind(), towers.dim(), parts);
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

    private static Activation activation(Yaml overrides) {
        return switch (overrides.text("activation").orElse("softmax")) {
            case "softmax" -> Activation.SOFTMAX;
            case "sigmoid" -> Activation.SIGMOID;
            default -> throw overrides.wrong("activation", "softmax or sigmoid");
        };
    }

    private static ModelInfo info(Layout layout, Towers towers, Optional<ZeroShot> zeroShot) {
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("layout", String.join("; ", layout.facts()));
        towers.image().ifPresent(tower -> facts.put("image", tower.preprocessing()));
        towers.text().ifPresent(tower -> facts.put("text", tower.preprocessing()));
        zeroShot.ifPresent(rule -> facts.put("logit_scale", String.valueOf(rule.logitScale())));
        return new ModelInfo(
                FAMILY,
                facts,
                new ModelInfo.Limits(
                        towers.text().map(TextTower::maxLength).orElse(0),
                        towers.image().isPresent() ? MediaLimits.DEFAULT.maxPixels() : 0));
    }
}

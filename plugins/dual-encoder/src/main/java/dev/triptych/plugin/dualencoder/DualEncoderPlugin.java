package dev.triptych.plugin.dualencoder;

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
import dev.triptych.towers.ImageTower;
import dev.triptych.towers.TextTower;
import dev.triptych.towers.TowerFeatures;
import dev.triptych.towers.Weights;
import dev.triptych.towers.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Serves CLIP, SigLIP and their kin from folders of Hugging Face, OpenCLIP and Immich, and any two towers that a
 * {@code model.yaml} names.
 */
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
        if (OpenClipLayout.isImmich(folder)) {
            return new Recognition.Recognised(90, "Immich's layout of an OpenCLIP model", List.of());
        }
        if (HuggingFaceLayout.recognises(folder)) {
            return recognised(folder, "config.json of a dual encoder", HuggingFaceLayout.hasGraphs(folder));
        }
        if (OpenClipLayout.hasConfig(folder)) {
            return recognised(folder, "open_clip_config.json", OpenClipLayout.hasGraphs(folder));
        }
        if (HuggingFaceLayout.resembles(folder)) {
            return new Recognition.Recognised(
                    50, "text_model.onnx and vision_model.onnx with a configuration of two towers", List.of());
        }
        return new Recognition.NotMine("no configuration of a dual encoder");
    }

    private static Recognition recognised(ModelFolder folder, String what, boolean graphs) {
        if (graphs) {
            return new Recognition.Recognised(90, what + ", with ONNX files", List.of());
        }
        if (Weights.in(folder)) {
            return new Recognition.NeedsExport(what + " with weights, but no ONNX file", Weights.exportCommand(folder));
        }
        return new Recognition.NotMine(what + ", but neither ONNX files nor weights");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        Yaml overrides = new Yaml(folder.overrides());
        overrides.allow(
                "family",
                "space",
                "logit_scale",
                "logit_bias",
                "activation",
                "templates",
                "labels",
                "towers",
                "dtype",
                "images");
        Layout layout = layout(folder, context);
        Towers towers = Towers.load(layout, folder, context);
        try {
            return model(layout, overrides, towers, context);
        } catch (RuntimeException failed) {
            towers.close();
            throw failed;
        }
    }

    private static Layout layout(ModelFolder folder, LoadContext context) {
        if (folder.overrides().containsKey("towers")) {
            return DeclaredLayout.read(folder);
        }
        boolean openClip = OpenClipLayout.isImmich(folder)
                || (OpenClipLayout.hasConfig(folder) && !HuggingFaceLayout.recognises(folder));
        return openClip ? OpenClipLayout.read(folder, context) : HuggingFaceLayout.read(folder, context);
    }

    private static Model model(Layout layout, Yaml overrides, Towers towers, LoadContext context) {
        DualEncoder embedder = new DualEncoder(towers, space(layout, overrides, towers, context));
        Optional<ZeroShot> zeroShot = towers.both()
                ? Temperature.find(layout, overrides, context)
                        .map(scale -> zeroShot(embedder, scale, overrides, layout))
                : Optional.empty();
        return new DualEncoderModel(
                info(layout, towers, zeroShot),
                embedder,
                zeroShot,
                TowerFeatures.of(towers.image(), towers.text()),
                towers);
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

    private static ZeroShot zeroShot(DualEncoder embedder, Affine rule, Yaml overrides, Layout layout) {
        List<String> templates = overrides.texts("templates");
        return new ZeroShot(
                embedder,
                rule.scale(),
                rule.bias(),
                activation(overrides, layout),
                templates.isEmpty() ? List.of("{}") : templates,
                overrides.texts("labels"));
    }

    private static Activation activation(Yaml overrides, Layout layout) {
        return switch (overrides.text("activation").orElse("")) {
            case "" -> layout.activation();
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
        zeroShot.ifPresent(rule -> facts.putAll(facts(rule)));
        return new ModelInfo(
                FAMILY,
                facts,
                new ModelInfo.Limits(
                        towers.text().map(TextTower::maxLength).orElse(0),
                        towers.image().map(ImageTower::maxPixels).orElse(0L)));
    }

    private static Map<String, String> facts(ZeroShot rule) {
        return Map.of(
                "logit_scale", String.valueOf(rule.logitScale()),
                "logit_bias", String.valueOf(rule.logitBias()),
                "activation", rule.activation().name().toLowerCase(Locale.ROOT));
    }
}

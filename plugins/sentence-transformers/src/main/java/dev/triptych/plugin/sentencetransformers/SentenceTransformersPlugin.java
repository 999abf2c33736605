package dev.triptych.plugin.sentencetransformers;

import dev.triptych.media.text.TextOptions;
import dev.triptych.media.text.TextTokenizer;
import dev.triptych.media.text.TokenizerFiles;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Space;
import dev.triptych.towers.TextSpec;
import dev.triptych.towers.TextTower;
import dev.triptych.towers.Weights;
import dev.triptych.towers.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Serves folders of sentence-transformers: {@code modules.json}, an ONNX file, and what the modules need; and text
 * encoders without {@code modules.json} whose graph pools, or whose {@code model.yaml} says how.
 */
public final class SentenceTransformersPlugin implements ModelPlugin {
    private static final String FAMILY = "sentence-transformers";

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
        if (!folder.has(Modules.FILE)) {
            return PlainEncoder.recognise(folder);
        }
        Optional<Modules> modules = Modules.find(folder);
        if (modules.isEmpty()) {
            return new Recognition.NotMine("modules.json is no list of modules");
        }
        if (!modules.get().first().equals("Transformer")) {
            return new Recognition.NotMine("modules.json begins with another module than Transformer");
        }
        if (SentenceFolder.hasGraph(folder, modules.get())) {
            List<String> facts =
                    modules.get().all().stream().map(Modules.Module::kind).toList();
            return new Recognition.Recognised(95, "modules.json of sentence-transformers, with an ONNX file", facts);
        }
        return Weights.in(folder)
                ? new Recognition.NeedsExport(
                        "modules.json of sentence-transformers with weights, but no ONNX file",
                        Weights.exportCommand(folder))
                : new Recognition.NotMine("modules.json of sentence-transformers, but neither ONNX file nor weights");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        Yaml overrides = new Yaml(folder.overrides());
        if (folder.has(Modules.FILE)) {
            overrides.allow("family", "space", "dims", "dtype");
        } else {
            overrides.allow(
                    "family",
                    "space",
                    "dims",
                    "dtype",
                    DeclaredPooling.POOLING,
                    DeclaredPooling.NORMALIZE,
                    DeclaredPooling.MAX_LENGTH);
        }
        SentenceFolder files = new SentenceFolder(folder, context);
        SentenceSettings settings = SentenceSettings.read(folder);
        String graph = files.graph();
        TextTower tower = TextTower.load(
                new TextSpec("text", graph, files.output(graph), files.feed(), files.hints()),
                length -> tokenizer(files, length),
                context);
        try {
            List<String> parts = new ArrayList<>(List.of(context.digest(graph), tower.preprocessing()));
            if (!files.includesPrompt()) {
                parts.add("pooled without " + new TreeMap<>(settings.prompts().prefixes()));
            }
            Space space = overrides
                    .text("space")
                    .map(id -> new Space(id, tower.dim()))
                    .orElseGet(() -> Space.of("sentence", tower.dim(), parts));
            return new SentenceModel(
                    info(tower, settings),
                    new SentenceEmbedder(
                            tower,
                            space,
                            settings.prompts(),
                            dims(folder, tower.dim()),
                            settings.cosine(),
                            files.normalized(),
                            files.includesPrompt()));
        } catch (RuntimeException failed) {
            tower.close();
            throw failed;
        }
    }

    private static TextTokenizer tokenizer(SentenceFolder files, int length) {
        TokenizerFiles found = files.tokenizer();
        TextOptions options = TextOptions.of(length);
        return TextTokenizer.open(found, files.lowerCase() ? options.lowerCased() : options);
    }

    private static ModelInfo info(TextTower tower, SentenceSettings settings) {
        return new ModelInfo(
                FAMILY,
                Map.of(
                        "text", tower.preprocessing(),
                        "prompts",
                                String.join(", ", settings.prompts().prefixes().keySet()),
                        "similarity", settings.cosine() ? "cosine" : "of raw vectors"),
                new ModelInfo.Limits(tower.maxLength(), 0));
    }

    private static List<Integer> dims(ModelFolder folder, int dim) {
        Object stated = folder.overrides().get("dims");
        if (stated == null) {
            return List.of();
        }
        List<Integer> dims = new ArrayList<>();
        if (stated instanceof List<?> list) {
            for (Object one : list) {
                if (one instanceof Integer length && length > 0 && length < dim) {
                    dims.add(length);
                }
            }
            if (dims.size() == list.size() && !dims.isEmpty()) {
                return List.copyOf(dims);
            }
        }
        throw new Yaml(folder.overrides())
                .wrong("dims", "a list of whole numbers from 1 to " + (dim - 1) + ", the lengths trained for");
    }
}

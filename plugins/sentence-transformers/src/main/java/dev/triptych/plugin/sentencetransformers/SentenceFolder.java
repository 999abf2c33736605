package dev.triptych.plugin.sentencetransformers;

import dev.triptych.media.text.TokenizerFiles;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.FeatureHints;
import dev.triptych.towers.GraphFiles;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Pooling;
import dev.triptych.towers.Positions;
import dev.triptych.towers.TextFeed;
import dev.triptych.towers.TowerOutputs;
import dev.triptych.towers.VectorOutput;
import dev.triptych.towers.VectorStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Reads a folder of sentence-transformers: which graph, which tokenizer, how its vectors are made. A folder without
 * {@code modules.json} is one too, where its graph or {@code model.yaml} says how to pool.
 */
final class SentenceFolder {
    private static final String STEM = "model";
    private static final String WHOLE = "sentence_embedding";
    private static final List<String> TOKENS = List.of("token_embeddings", "last_hidden_state");
    /** The file has had a name for each family of transformers. */
    private static final List<String> SETTINGS = List.of(
            "sentence_bert_config.json",
            "sentence_roberta_config.json",
            "sentence_distilbert_config.json",
            "sentence_camembert_config.json",
            "sentence_albert_config.json",
            "sentence_xlm-roberta_config.json");

    private static final int LEAST = 4;
    private static final int MOST = 1 << 20;

    private final ModelFolder folder;
    private final LoadContext context;
    private final DeclaredPooling declared;
    private final Modules modules;
    private final String home;
    private final Optional<PoolingConfig> pooling;
    private final JsonConfig config;

    SentenceFolder(ModelFolder folder, LoadContext context) {
        this.folder = folder;
        this.context = context;
        boolean listed = folder.has(Modules.FILE);
        this.declared = listed ? DeclaredPooling.NOTHING : DeclaredPooling.read(folder.overrides());
        this.modules = listed ? Modules.read(folder) : Modules.declared(declared);
        this.home = modules.transformer().path();
        this.pooling = modules.pooling()
                .map(module -> PoolingConfig.read(folder, module.path()))
                .or(() -> declared.pooling().map(PoolingConfig::of));
        this.config = JsonConfig.read(folder, home + "config.json");
    }

    /** Whether a graph is there, in any precision. */
    static boolean hasGraph(ModelFolder folder, Modules modules) {
        return GraphFiles.has(folder, STEM)
                || own(folder, modules.transformer().path()).isPresent();
    }

    private static Optional<String> own(ModelFolder folder, String home) {
        return Stream.of(home + "onnx/model.onnx", home + "model.onnx")
                .filter(folder::has)
                .findFirst();
    }

    /** The ONNX file; {@code MODEL_INCOMPLETE} when there is none. */
    String graph() {
        GraphFiles files = GraphFiles.of(folder);
        return files.find(STEM)
                .map(file -> {
                    files.tell(file, context);
                    return file.name();
                })
                .or(() -> own(folder, home))
                .orElseThrow(() -> TaskException.of(
                        Reason.MODEL_INCOMPLETE, "no ONNX file: expected model.onnx or onnx/model.onnx"));
    }

    /** How the graph's output becomes a sentence's vector: as it lies there, or by the modules after the transformer. */
    VectorOutput output(String graph) {
        GraphSource source = context.source(graph);
        boolean whole = TowerOutputs.has(source, WHOLE)
                && includesPrompt()
                && declared.pooling().isEmpty();
        if (whole) {
            // Once more costs nothing, and holds where an exporter left it out.
            List<VectorStep> last = normalized() ? List.of(VectorStep.NORMALIZE) : List.of();
            return VectorOutput.anyOf(List.of(WHOLE)).of(length()).then(last);
        }
        if (pooling.isEmpty() && !folder.has(Modules.FILE)) {
            throw DeclaredPooling.missing(feed().maxLength());
        }
        if (pooling.isEmpty()) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    Modules.FILE + ": no Pooling follows the Transformer, and the graph has no output " + WHOLE);
        }
        OptionalInt hidden = config.whole("hidden_size", 1, MOST);
        return VectorOutput.anyOf(TOKENS)
                .of(hidden.isPresent() ? hidden : pooling.get().dim())
                .pooled(pooling.get().modes())
                .then(steps());
    }

    private List<VectorStep> steps() {
        List<VectorStep> steps = new ArrayList<>();
        for (Modules.Module module : modules.after()) {
            steps.add(
                    module.kind().equals("Normalize")
                            ? VectorStep.NORMALIZE
                            : Dense.read(folder, module.path(), context.digest(Dense.weights(folder, module.path()))));
        }
        return steps;
    }

    // The length of a whole vector, for graphs that leave it free.
    private OptionalInt length() {
        for (int i = modules.all().size() - 1; i > 0; i--) {
            Modules.Module module = modules.all().get(i);
            if (module.kind().equals("Dense")) {
                return JsonConfig.read(folder, module.path() + "config.json").whole("out_features", 1, MOST);
            }
        }
        if (pooling.isEmpty()) {
            return config.whole("hidden_size", 1, MOST);
        }
        int ways = pooling.map(PoolingConfig::modes).map(List<Pooling>::size).orElse(1);
        OptionalInt one = pooling.map(PoolingConfig::dim).orElse(OptionalInt.empty());
        return one.isPresent() ? OptionalInt.of(one.getAsInt() * ways) : OptionalInt.empty();
    }

    /** Whether a prompt's own tokens are pooled. */
    boolean includesPrompt() {
        return pooling.map(PoolingConfig::includePrompt).orElse(true);
    }

    /** Whether vectors come out with norm 1. */
    boolean normalized() {
        return modules.all().get(modules.all().size() - 1).kind().equals("Normalize");
    }

    TokenizerFiles tokenizer() {
        return TokenizerFiles.in(folder, home);
    }

    private Optional<JsonConfig> settings() {
        return SETTINGS.stream()
                .map(name -> home + name)
                .filter(folder::has)
                .findFirst()
                .map(name -> JsonConfig.read(folder, name));
    }

    /** Whether texts are lower-cased before anything else. */
    boolean lowerCase() {
        return settings().flatMap(stated -> stated.flag("do_lower_case")).orElse(false);
    }

    /** What is known of the graph's other outputs. */
    FeatureHints hints() {
        return FeatureHints.ofTexts(config);
    }

    /** How token ids are laid out. */
    TextFeed feed() {
        OptionalInt stated = settings()
                .map(settings -> settings.whole("max_seq_length", LEAST, MOST))
                .orElse(OptionalInt.empty());
        int pad = config.whole("pad_token_id", 0, Integer.MAX_VALUE).orElse(0);
        OptionalInt wanted = stated.isPresent() ? stated : tokenizer().maxLength();
        int longest = declared.longest(Positions.longest(OptionalInt.empty(), config))
                .orElseGet(() -> Positions.longest(wanted, config));
        return new TextFeed(longest, pad, TextFeed.Padding.LONGEST);
    }
}

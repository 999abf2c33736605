package dev.triptych.plugin.tensor;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Serves any ONNX model as raw tensors: Triton's layout ({@code config.pbtxt}, {@code 1/model.onnx}) with what the
 * configuration lacks completed from the graph, or a folder with a single ONNX file.
 */
public final class TensorPlugin implements ModelPlugin {
    private static final String CONFIG = "config.pbtxt";
    /** Rows of a batch where no configuration says otherwise. */
    private static final int DEFAULT_MAX_BATCH = 32;

    private static final int MAX_WARNINGS = 32;

    @Override
    public String name() {
        return "tensor";
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public Recognition recognise(ModelFolder folder) {
        if ("tensor".equals(folder.overrides().get("family"))) {
            return new Recognition.Recognised(110, "model.yaml names the family", List.of());
        }
        if (folder.has(CONFIG)) {
            return new Recognition.Recognised(100, "Triton layout: config.pbtxt", List.of());
        }
        if (folder.files().stream().anyMatch(file -> file.matches("[0-9]+/model\\.onnx"))) {
            return new Recognition.Recognised(60, "Triton layout: a version folder with model.onnx", List.of());
        }
        List<String> graphs = onnxFiles(folder);
        return graphs.size() == 1
                ? new Recognition.Recognised(0, "one ONNX file: " + Quoted.text(graphs.get(0)), List.of())
                : new Recognition.NotMine(
                        graphs.isEmpty()
                                ? "no ONNX file"
                                : graphs.size() + " ONNX files, none named by a configuration");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        Overrides overrides = Overrides.of(folder.overrides());
        TritonConfig config = folder.has(CONFIG) ? TritonConfig.parse(folder.text(CONFIG)) : TritonConfig.NONE;
        warnOfIgnored(config, context);
        Optional<Integer> stated = overrides.maxBatchSize().or(config::maxBatchSize);
        DeclaredPorts declared = new DeclaredPorts(config, stated.orElse(0) > 0);
        GraphSource source = context.source(file(definition, overrides, config));
        Graph graph = declared.narrow(source.cut(declared.outputs(source.outputs())));
        int maxBatch = stated.orElseGet(() -> batchable(graph) ? DEFAULT_MAX_BATCH : 0);
        Graph shaped = maxBatch > 0 ? batched(graph) : unbatched(graph);
        Stage stage = context.stage(
                new StageSpec("graph", shaped, Residency.HOST, CostRule.UNIT, Math.max(1, maxBatch), List.of()));
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("max_batch_size", String.valueOf(maxBatch));
        facts.put("file", source.file());
        return new TensorModel(new RawGraph(stage, maxBatch, shaped.inputs(), shaped.outputs()), facts);
    }

    private static void warnOfIgnored(TritonConfig config, LoadContext context) {
        List<String> ignored = config.ignored();
        ignored.stream()
                .limit(MAX_WARNINGS)
                .forEach(key -> context.warn("config.pbtxt: " + Quoted.text(key) + " is not honoured"));
        if (ignored.size() > MAX_WARNINGS) {
            context.warn("config.pbtxt: " + (ignored.size() - MAX_WARNINGS) + " more keys are not honoured");
        }
    }

    private static String file(ModelDefinition definition, Overrides overrides, TritonConfig config) {
        ModelFolder folder = definition.folder();
        if (overrides.graph().isPresent()) {
            return overrides.graph().get();
        }
        String versioned = definition.version() + "/" + config.modelFile().orElse("model.onnx");
        if (folder.has(versioned)) {
            return versioned;
        }
        List<String> graphs = onnxFiles(folder);
        if (graphs.size() == 1 && config.modelFile().isEmpty()) {
            return graphs.get(0);
        }
        throw TaskException.of(
                Reason.MODEL_INCOMPLETE,
                graphs.isEmpty()
                        ? "no ONNX file: put the model into " + Quoted.text(versioned)
                        : Quoted.text(versioned) + " is missing and there are " + graphs.size()
                                + " other ONNX files; name one by graph in model.yaml");
    }

    private static List<String> onnxFiles(ModelFolder folder) {
        return folder.files().stream().filter(file -> file.endsWith(".onnx")).toList();
    }

    private static boolean batchable(Graph graph) {
        return !graph.inputs().isEmpty()
                && graph.inputs().stream().allMatch(TensorPlugin::freeFirst)
                && graph.outputs().stream().allMatch(TensorPlugin::freeFirst);
    }

    private static boolean freeFirst(Port port) {
        return !port.dims().isEmpty() && port.dims().get(0) < 0;
    }

    private static Graph batched(Graph graph) {
        graph.inputs().forEach(port -> requireFree(port, "input"));
        graph.outputs().forEach(port -> requireFree(port, "output"));
        return graph.withPorts(graph.inputs().stream()
                        .map(port -> port.batchedAlong(0))
                        .toArray(Port[]::new))
                .withPorts(graph.outputs().stream()
                        .map(port -> port.batchedAlong(0))
                        .toArray(Port[]::new));
    }

    private static void requireFree(Port port, String kind) {
        if (!freeFirst(port)) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "max_batch_size is above 0 but " + kind + " " + Quoted.text(port.name())
                            + " has no free first dimension in the graph: " + port.dims()
                            + "; set max_batch_size: 0, or export with a dynamic batch axis");
        }
    }

    private static Graph unbatched(Graph graph) {
        return graph.withPorts(graph.inputs().stream()
                        .map(port -> port.batchedAlong(Port.NO_BATCH))
                        .toArray(Port[]::new))
                .withPorts(graph.outputs().stream()
                        .map(port -> port.batchedAlong(Port.NO_BATCH))
                        .toArray(Port[]::new));
    }
}

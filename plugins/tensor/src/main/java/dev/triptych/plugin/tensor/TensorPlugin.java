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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Serves any ONNX model as raw tensors: Triton's layout ({@code config.pbtxt}, {@code 1/model.onnx}) with what the
 * configuration lacks completed from the graph, or a folder with a single ONNX file.
 */
public final class TensorPlugin implements ModelPlugin {
    private static final String CONFIG = "config.pbtxt";
    /** Rows of a batch where no configuration says otherwise. */
    private static final int DEFAULT_MAX_BATCH = 32;

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
        List<String> graphs =
                folder.files().stream().filter(file -> file.endsWith(".onnx")).toList();
        return graphs.size() == 1
                ? new Recognition.Recognised(0, "one ONNX file: " + graphs.get(0), List.of())
                : new Recognition.NotMine(
                        graphs.isEmpty()
                                ? "no ONNX file"
                                : graphs.size() + " ONNX files, none named by a configuration");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        ModelFolder folder = definition.folder();
        TritonConfig config = folder.has(CONFIG) ? TritonConfig.parse(folder.text(CONFIG)) : TritonConfig.NONE;
        for (String key : config.ignored()) {
            context.warn("config.pbtxt: " + key + " is not honoured");
        }
        GraphSource source = context.source(file(definition, config));
        Graph graph = source.cut(outputs(config, source));
        checkDeclared(config, graph);
        int maxBatch = config.maxBatchSize().orElseGet(() -> batchable(graph) ? DEFAULT_MAX_BATCH : 0);
        Graph shaped = maxBatch > 0 ? batched(graph) : unbatched(graph);
        Stage stage = context.stage(
                new StageSpec("graph", shaped, Residency.HOST, CostRule.UNIT, Math.max(1, maxBatch), List.of()));
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("max_batch_size", String.valueOf(maxBatch));
        facts.put("file", source.file());
        return new TensorModel(new RawGraph(stage, maxBatch, shaped.inputs(), shaped.outputs()), facts);
    }

    private static String file(ModelDefinition definition, TritonConfig config) {
        ModelFolder folder = definition.folder();
        String versioned = definition.version() + "/" + config.modelFile();
        if (folder.has(versioned)) {
            return versioned;
        }
        List<String> graphs =
                folder.files().stream().filter(file -> file.endsWith(".onnx")).toList();
        if (graphs.size() == 1) {
            return graphs.get(0);
        }
        throw TaskException.of(
                Reason.MODEL_INCOMPLETE,
                graphs.isEmpty()
                        ? "no ONNX file: put the model into " + versioned
                        : versioned + " is missing and there are " + graphs.size() + " other ONNX files");
    }

    private static Set<String> outputs(TritonConfig config, GraphSource source) {
        if (config.outputs().isEmpty()) {
            return source.outputs().stream().map(Port::name).collect(Collectors.toCollection(TreeSet::new));
        }
        return config.outputs().stream()
                .map(TritonConfig.Declared::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void checkDeclared(TritonConfig config, Graph graph) {
        boolean batch = config.maxBatchSize().orElse(0) > 0;
        config.inputs().forEach(declared -> check(declared, "input", graph.inputs(), batch));
        config.outputs().forEach(declared -> check(declared, "output", graph.outputs(), batch));
    }

    private static void check(TritonConfig.Declared declared, String kind, List<Port> ports, boolean batch) {
        Optional<Port> found = ports.stream()
                .filter(port -> port.name().equals(declared.name()))
                .findFirst();
        if (found.isEmpty()) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.pbtxt: " + kind + " " + Quoted.text(declared.name()) + " is not in the graph, which has "
                            + ports.stream().map(Port::name).toList());
        }
        Port port = found.get();
        if (port.type() != declared.type()) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.pbtxt: " + kind + " " + Quoted.text(declared.name()) + ": data type " + declared.type()
                            + ", the graph has " + port.type());
        }
        List<Long> dims = batch && !port.dims().isEmpty()
                ? port.dims().subList(1, port.dims().size())
                : port.dims();
        if (!compatible(declared.dims(), dims)) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.pbtxt: " + kind + " " + Quoted.text(declared.name()) + ": dims " + declared.dims()
                            + ", the graph has " + dims + (batch ? " behind the batch axis" : ""));
        }
    }

    private static boolean compatible(List<Long> declared, List<Long> actual) {
        if (declared.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < declared.size(); i++) {
            if (declared.get(i) >= 0 && actual.get(i) >= 0 && !declared.get(i).equals(actual.get(i))) {
                return false;
            }
        }
        return true;
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
                    "config.pbtxt: max_batch_size is above 0 but " + kind + " " + Quoted.text(port.name())
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

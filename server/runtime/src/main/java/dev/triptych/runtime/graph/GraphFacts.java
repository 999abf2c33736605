package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts and names of a graph, for people.
 *
 * @param irVersion the ONNX format's version
 * @param opsets operator set versions by domain; the standard domain is {@code ai.onnx}
 * @param nodeNames the main graph's nodes in the file's order; a nameless one by its first output
 * @param ops how often each operator stands there, bodies included; of other domains as {@code domain::op}
 * @param weights how many weights the main graph has
 * @param weightBytes their size, wherever they lie
 * @param functions names of the file's own functions
 * @param externalFiles locations of external data
 */
public record GraphFacts(
        long irVersion,
        SortedMap<String, Long> opsets,
        List<String> nodeNames,
        SortedMap<String, Integer> ops,
        int weights,
        long weightBytes,
        List<String> functions,
        List<String> externalFiles) {
    public GraphFacts {
        opsets = Collections.unmodifiableSortedMap(new TreeMap<>(opsets));
        nodeNames = List.copyOf(nodeNames);
        ops = Collections.unmodifiableSortedMap(new TreeMap<>(ops));
        functions = List.copyOf(functions);
        externalFiles = List.copyOf(externalFiles);
    }

    static GraphFacts of(OnnxFile file) {
        OnnxModel model = file.model();
        SortedMap<String, Long> opsets = new TreeMap<>();
        model.opsets().forEach((domain, version) -> opsets.put(domain.isEmpty() ? "ai.onnx" : domain, version));
        SortedMap<String, Integer> ops = new TreeMap<>();
        count(model.graph(), ops);
        GraphDef graph = model.graph();
        return new GraphFacts(
                model.irVersion(),
                opsets,
                graph.nodes().stream().map(Node::label).toList(),
                ops,
                graph.weights().size(),
                graph.weights().stream().mapToLong(Weight::bytes).sum(),
                model.functions().stream().map(OnnxModel.Function::key).toList(),
                List.copyOf(file.external().keySet()));
    }

    private static void count(GraphDef graph, Map<String, Integer> ops) {
        for (Node node : graph.nodes()) {
            String op = node.domain().isEmpty() ? node.op() : node.domain() + "::" + node.op();
            ops.merge(op, 1, Integer::sum);
            node.bodies().forEach(body -> count(body, ops));
        }
    }
}

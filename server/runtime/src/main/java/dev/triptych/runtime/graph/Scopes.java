package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Value;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import java.util.HashSet;
import java.util.Set;

/** Which names a body makes itself, and which it takes from the graphs around it. */
final class Scopes {
    private Scopes() {}

    /** The names that a body uses and does not make: what the node around it depends on. */
    static Set<String> free(GraphDef body) {
        Set<String> used = new HashSet<>();
        Set<String> made = new HashSet<>();
        for (Node node : body.nodes()) {
            used.addAll(node.inputs());
            used.addAll(node.captured());
            made.addAll(node.outputs());
        }
        for (Value output : body.outputs()) {
            used.add(output.name());
        }
        for (Value input : body.inputs()) {
            made.add(input.name());
        }
        for (Weight weight : body.weights()) {
            made.add(weight.name());
        }
        used.removeAll(made);
        used.remove("");
        return used;
    }
}

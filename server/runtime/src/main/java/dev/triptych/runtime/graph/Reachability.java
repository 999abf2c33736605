package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Node;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What some outputs of a graph need: walked backwards, through the names that bodies take from around them.
 *
 * @param nodes the nodes, in the file's order
 * @param names every value on the way: inputs, weights, and what the nodes make
 */
record Reachability(List<Node> nodes, Set<String> names) {
    Reachability {
        nodes = List.copyOf(nodes);
        names = Set.copyOf(names);
    }

    /** Walks back from the outputs. */
    static Reachability from(GraphDef graph, Collection<String> outputs) {
        Map<String, Integer> makers = makers(graph);
        Set<Integer> kept = new TreeSet<>();
        Set<String> names = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            String name = open.remove();
            if (name.isEmpty() || !names.add(name)) {
                continue;
            }
            Integer maker = makers.get(name);
            if (maker != null && kept.add(maker)) {
                Node node = graph.nodes().get(maker);
                open.addAll(node.inputs());
                open.addAll(node.captured());
            }
        }
        List<Node> nodes = kept.stream().map(graph.nodes()::get).toList();
        nodes.forEach(node -> names.addAll(node.outputs()));
        return new Reachability(nodes, names);
    }

    /** The node that makes each value, by its place in the list. */
    static Map<String, Integer> makers(GraphDef graph) {
        Map<String, Integer> makers = new HashMap<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (String output : graph.nodes().get(i).outputs()) {
                makers.put(output, i);
            }
        }
        return makers;
    }
}

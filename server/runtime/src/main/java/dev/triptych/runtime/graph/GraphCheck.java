package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.Function;
import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Value;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import dev.triptych.spi.error.Quoted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a graph hangs together: every value is made once and before it is used, nothing runs in a circle.
 *
 * <p>Native loaders have crashed on less, so nothing reaches them that fails here.
 */
final class GraphCheck {
    /** The most nodes after all functions are written out where they are called. */
    private static final long MAX_EXPANDED = 10_000_000;

    private static final int MAX_FUNCTIONS = 10_000;

    private final String file;

    private GraphCheck(String file) {
        this.file = file;
    }

    /** Refuses the model with {@code MODEL_CORRUPT} unless it hangs together. */
    static void check(OnnxModel model, String file) {
        GraphCheck check = new GraphCheck(file);
        check.graph(model.graph(), Set.of());
        for (Function function : model.functions()) {
            check.nodes(function.nodes(), new HashSet<>(function.inputs()), function.outputs(), Set.of());
        }
        check.functions(model);
        if (model.graph().outputs().isEmpty()) {
            throw Trouble.corrupt(file, "its graph has no outputs");
        }
    }

    private void graph(GraphDef graph, Set<String> around) {
        Set<String> given = new HashSet<>();
        for (Value input : graph.inputs()) {
            unique(given, input.name());
        }
        Set<String> weights = new HashSet<>();
        for (Weight weight : graph.weights()) {
            unique(weights, weight.name());
        }
        given.addAll(weights);
        List<String> outputs = graph.outputs().stream().map(Value::name).toList();
        if (new HashSet<>(outputs).size() != outputs.size()) {
            throw Trouble.corrupt(file, "an output stands there twice");
        }
        nodes(graph.nodes(), given, outputs, around);
    }

    private void nodes(List<Node> nodes, Set<String> given, List<String> outputs, Set<String> around) {
        Map<String, Integer> makers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs()) {
                if (!output.isEmpty() && (given.contains(output) || makers.put(output, i) != null)) {
                    throw Trouble.corrupt(file, "the value " + Quoted.text(output) + " is made twice");
                }
            }
        }
        Set<String> known = new HashSet<>(given);
        known.addAll(makers.keySet());
        known.addAll(around);
        for (Node node : nodes) {
            node.inputs().forEach(name -> made(known, name));
            node.captured().forEach(name -> made(known, name));
        }
        outputs.forEach(name -> made(known, name));
        acyclic(nodes, makers);
        for (Node node : nodes) {
            for (GraphDef body : node.bodies()) {
                graph(body, Scopes.free(body));
            }
        }
    }

    private void made(Set<String> known, String name) {
        if (!name.isEmpty() && !known.contains(name)) {
            throw Trouble.corrupt(file, "nothing makes the value " + Quoted.text(name));
        }
    }

    private void unique(Set<String> names, String name) {
        if (!names.add(name)) {
            throw Trouble.corrupt(file, "the value " + Quoted.text(name) + " is made twice");
        }
    }

    private void acyclic(List<Node> nodes, Map<String, Integer> makers) {
        int[] waiting = new int[nodes.size()];
        Map<Integer, List<Integer>> users = new HashMap<>();
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (Integer maker : makers(nodes.get(i), makers)) {
                users.computeIfAbsent(maker, key -> new ArrayList<>()).add(i);
                waiting[i]++;
            }
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        int done = 0;
        while (!ready.isEmpty()) {
            done++;
            for (int user : users.getOrDefault(ready.remove(), List.of())) {
                if (--waiting[user] == 0) {
                    ready.add(user);
                }
            }
        }
        if (done < nodes.size()) {
            throw Trouble.corrupt(file, "its nodes run in a circle");
        }
    }

    private static Set<Integer> makers(Node node, Map<String, Integer> makers) {
        Set<Integer> found = new HashSet<>();
        for (List<String> names : List.of(node.inputs(), List.copyOf(node.captured()))) {
            for (String name : names) {
                Integer maker = makers.get(name);
                if (maker != null) {
                    found.add(maker);
                }
            }
        }
        return found;
    }

    /** Walks the functions from the called to the callers, counting the nodes each comes to when written out. */
    private void functions(OnnxModel model) {
        Map<String, Long> sizes = new HashMap<>();
        List<Function> left = new ArrayList<>(model.functions());
        if (left.size() > MAX_FUNCTIONS) {
            throw Trouble.corrupt(file, "it has more than " + MAX_FUNCTIONS + " functions");
        }
        Set<String> names = new HashSet<>();
        left.forEach(function -> names.add(function.key()));
        while (!left.isEmpty()) {
            List<Function> next = new ArrayList<>();
            for (Function function : left) {
                long size = size(function.nodes(), names, sizes);
                if (size < 0) {
                    next.add(function);
                } else {
                    sizes.put(function.key(), size);
                }
            }
            if (next.size() == left.size()) {
                throw Trouble.corrupt(file, "its functions call each other in a circle");
            }
            left = next;
        }
        size(model.graph().nodes(), names, sizes);
    }

    /** How many nodes come out of some; -1 while a function among them has no size yet. */
    private long size(List<Node> nodes, Set<String> names, Map<String, Long> sizes) {
        long sum = 0;
        for (Node node : nodes) {
            String key = node.domain() + "::" + node.op();
            Long own = names.contains(key) ? sizes.get(key) : Long.valueOf(1);
            if (own == null) {
                return -1;
            }
            sum += own;
            for (GraphDef body : node.bodies()) {
                long inside = size(body.nodes(), names, sizes);
                if (inside < 0) {
                    return -1;
                }
                sum += inside;
            }
            if (sum > MAX_EXPANDED) {
                throw Trouble.corrupt(file, "its functions come to more than " + MAX_EXPANDED + " nodes");
            }
        }
        return sum;
    }
}

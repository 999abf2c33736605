package dev.triptych.runtime.graph;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an ONNX file, without its weights.
 *
 * @param irVersion the format's version
 * @param opsets operator set versions by domain; the standard domain is the empty string
 * @param graph the main graph
 * @param functions the file's own functions
 * @param external every tensor with external data, wherever it stands, in the file's order
 * @param rest the top-level fields other than the graph, as they lie
 */
record OnnxModel(
        long irVersion,
        Map<String, Long> opsets,
        GraphDef graph,
        List<Function> functions,
        List<Weight> external,
        List<Span> rest) {
    OnnxModel {
        opsets = Map.copyOf(opsets);
        functions = List.copyOf(functions);
        external = List.copyOf(external);
        rest = List.copyOf(rest);
    }

    /**
     * A graph: the main one, or the body of an {@code If}, {@code Loop} or {@code Scan}.
     *
     * @param values types of values inside, by which compilers save inference
     * @param rest name and notes, as they lie
     */
    record GraphDef(
            List<Node> nodes,
            List<Weight> weights,
            List<Value> inputs,
            List<Value> outputs,
            List<Named> values,
            List<Span> rest) {
        GraphDef {
            nodes = List.copyOf(nodes);
            weights = List.copyOf(weights);
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            values = List.copyOf(values);
            rest = List.copyOf(rest);
        }
    }

    /**
     * One operation.
     *
     * @param inputs names of values; empty where an optional one is left out
     * @param captured names that bodies inside its attributes take from around them
     * @param constant the value of a {@code Constant} with one element
     * @param external whether a tensor in its attributes has external data
     */
    record Node(
            String name,
            String op,
            String domain,
            List<String> inputs,
            List<String> outputs,
            List<GraphDef> bodies,
            Set<String> captured,
            @Nullable Double constant,
            boolean external,
            Span field) {
        Node {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            bodies = List.copyOf(bodies);
            captured = Set.copyOf(captured);
        }

        /** The node's name; where it has none, its first output's. */
        String label() {
            return !name.isEmpty() || outputs.isEmpty() ? name : outputs.get(0);
        }
    }

    /**
     * A tensor in the file or beside it.
     *
     * @param type the element type's number
     * @param bytes its size; 0 for strings and types that are not known
     * @param scalar its value, where it is one number and lies in the file
     * @param external where its data lie, when not in the file
     * @param sparse whether it is a sparse one, which is never rewritten
     */
    record Weight(
            String name,
            int type,
            List<Long> dims,
            long bytes,
            @Nullable Double scalar,
            @Nullable External external,
            boolean sparse,
            Span field) {
        Weight {
            dims = List.copyOf(dims);
        }

        /** How many elements it has. */
        long elements() {
            long product = 1;
            for (long dim : dims) {
                product *= dim;
            }
            return product;
        }
    }

    /**
     * Where a tensor's external data lie, as the file says it.
     *
     * @param length bytes; -1 where the file does not say
     */
    record External(String location, long offset, long length) {}

    /**
     * An input or output.
     *
     * @param kind {@code tensor}, or what else it is
     * @param type the element type's number; 0 where the file does not say
     * @param dims sizes, -1 where free; null where not even the rank is stated
     */
    record Value(
            String name, String kind, int type, @Nullable List<Long> dims, Span field) {}

    /** Something about a value, by the value's name. */
    record Named(String name, Span field) {}

    /** A function of the file's own, called by nodes of its name. */
    record Function(String domain, String name, List<String> inputs, List<String> outputs, List<Node> nodes) {
        Function {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            nodes = List.copyOf(nodes);
        }

        String key() {
            return domain + "::" + name;
        }
    }
}

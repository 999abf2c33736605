package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Named;
import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Value;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads graphs and nodes, bodies inside attributes included, down to a fixed depth.
 *
 * <p>Collects on its way every tensor with external data, so that all of them can be checked. Not thread-safe.
 */
final class GraphParser {
    /** Notes that name other tensors and that no runtime reads: left out of cuts. */
    private static final int QUANTISATION = 14;

    private final List<Weight> external = new ArrayList<>();

    /** Every tensor with external data met so far. */
    List<Weight> external() {
        return external;
    }

    /** Reads a {@code GraphProto}. */
    GraphDef graph(WireReader in, int depth) {
        in.budget().depth(depth);
        List<Node> nodes = new ArrayList<>();
        List<Weight> weights = new ArrayList<>();
        List<Value> inputs = new ArrayList<>();
        List<Value> outputs = new ArrayList<>();
        List<Named> values = new ArrayList<>();
        List<Span> rest = new ArrayList<>();
        while (in.next()) {
            in.budget().item();
            switch (in.field()) {
                case 1 -> {
                    WireReader node = in.message();
                    nodes.add(node(node, depth, in.span()));
                }
                case 5 -> {
                    WireReader tensor = in.message();
                    weights.add(collect(TensorParser.parse(tensor, in.span())));
                }
                case 15 -> {
                    WireReader tensor = in.message();
                    weights.add(TensorParser.parseSparse(tensor, in.span(), external));
                }
                case 11 -> {
                    WireReader value = in.message();
                    inputs.add(ValueParser.parse(value, in.span()));
                }
                case 12 -> {
                    WireReader value = in.message();
                    outputs.add(ValueParser.parse(value, in.span()));
                }
                case 13 -> {
                    WireReader value = in.message();
                    values.add(ValueParser.named(value, in));
                }
                case QUANTISATION -> in.skip();
                default -> {
                    in.skip();
                    rest.add(in.span());
                }
            }
        }
        return new GraphDef(nodes, weights, inputs, outputs, values, rest);
    }

    /** Reads a {@code NodeProto} of a graph at some depth. */
    Node node(WireReader in, int depth, Span field) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String name = "";
        String op = "";
        String domain = "";
        Attributes attributes = new Attributes();
        while (in.next()) {
            in.budget().item();
            switch (in.field()) {
                case 1 -> inputs.add(in.name());
                case 2 -> outputs.add(in.name());
                case 3 -> name = in.name();
                case 4 -> op = in.name();
                case 5 -> attribute(in.message(), depth, attributes);
                case 7 -> domain = in.name();
                default -> in.skip();
            }
        }
        if (op.isEmpty()) {
            throw in.corrupt("a node has no operator");
        }
        Set<String> captured = new HashSet<>();
        attributes.bodies.forEach(body -> captured.addAll(Scopes.free(body)));
        Double constant = op.equals("Constant") ? attributes.constant : null;
        return new Node(
                name,
                op,
                domain.equals("ai.onnx") ? "" : domain,
                inputs,
                outputs,
                attributes.bodies,
                captured,
                constant,
                attributes.external,
                field);
    }

    /** Reads an {@code AttributeProto} for what matters here: tensors, bodies, and the number it may hold. */
    void attribute(WireReader in, int depth, Attributes into) {
        while (in.next()) {
            in.budget().item();
            switch (in.field()) {
                case 2 -> into.constant = (double) in.float32();
                case 3 -> into.constant = (double) in.varint();
                case 5, 10 -> {
                    WireReader tensor = in.message();
                    into.add(collect(TensorParser.parse(tensor, in.span())));
                }
                case 22, 23 -> {
                    int before = external.size();
                    WireReader tensor = in.message();
                    TensorParser.parseSparse(tensor, in.span(), external);
                    into.external |= external.size() > before;
                }
                case 6, 11 -> {
                    int before = external.size();
                    into.bodies.add(graph(in.message(), depth + 1));
                    into.external |= external.size() > before;
                }
                default -> in.skip();
            }
        }
    }

    private Weight collect(Weight weight) {
        if (weight.external() != null) {
            external.add(weight);
        }
        return weight;
    }

    /** What the attributes of one node hold. */
    static final class Attributes {
        private final List<GraphDef> bodies = new ArrayList<>();
        private @Nullable Double constant;
        private boolean external;

        private void add(Weight tensor) {
            constant = tensor.scalar();
            external |= tensor.external() != null;
        }
    }
}

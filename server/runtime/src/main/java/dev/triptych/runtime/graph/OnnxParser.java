package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.Function;
import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@code ModelProto} and checks that it hangs together. Used once. */
final class OnnxParser {
    private static final int GRAPH = 7;
    private static final int TRAINING = 20;

    private final GraphParser graphs = new GraphParser();
    private final Map<String, Long> opsets = new HashMap<>();
    private final List<Function> functions = new ArrayList<>();
    private final List<Span> rest = new ArrayList<>();
    private @Nullable GraphDef graph;
    private long irVersion;

    private OnnxParser() {}

    /** Reads the model in a buffer; {@code file} is its name for messages. */
    static OnnxModel parse(ByteBuffer data, String file) {
        WireReader in = new WireReader(data, file, new Budget(file));
        OnnxModel model = new OnnxParser().read(in, file);
        GraphCheck.check(model, file);
        return model;
    }

    private OnnxModel read(WireReader in, String file) {
        while (in.next()) {
            in.budget().item();
            switch (in.field()) {
                case 1 -> irVersion = in.varint();
                case GRAPH -> {
                    if (graph != null) {
                        throw in.corrupt("it holds two graphs");
                    }
                    graph = graphs.graph(in.message(), 0);
                }
                case 8 -> opset(in.message());
                case 25 -> functions.add(function(in.message()));
                default -> in.skip();
            }
            if (in.field() != GRAPH && in.field() != TRAINING) {
                rest.add(in.span());
            }
        }
        GraphDef main = graph;
        if (main == null || irVersion <= 0 || opsets.isEmpty()) {
            throw Trouble.corrupt(
                    file,
                    "it has no "
                            + (main == null ? "graph" : irVersion <= 0 ? "format version" : "operator set version"));
        }
        return new OnnxModel(irVersion, opsets, main, functions, graphs.external(), rest);
    }

    private void opset(WireReader in) {
        String domain = "";
        long version = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = in.name();
                case 2 -> version = in.varint();
                default -> in.skip();
            }
        }
        opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
    }

    private Function function(WireReader in) {
        String name = "";
        String domain = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        while (in.next()) {
            in.budget().item();
            switch (in.field()) {
                case 1 -> name = in.name();
                case 4 -> inputs.add(in.name());
                case 5 -> outputs.add(in.name());
                case 7 -> {
                    WireReader node = in.message();
                    nodes.add(graphs.node(node, 0, in.span()));
                }
                case 10 -> domain = in.name();
                case 11 -> graphs.attribute(in.message(), 0, new GraphParser.Attributes());
                default -> in.skip();
            }
        }
        return new Function(domain.equals("ai.onnx") ? "" : domain, name, inputs, outputs, nodes);
    }
}

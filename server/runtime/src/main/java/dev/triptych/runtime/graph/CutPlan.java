package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.ExternalData.Found;
import dev.triptych.runtime.graph.OnnxModel.External;
import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Value;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import java.util.List;
import java.util.Set;

/**
 * The files that a cut comes to, laid out but not written.
 *
 * <p>Everything kept is copied byte for byte, but for tensors with external data: they move into the file while it stays
 * below a limit, else all into one file beside it.
 *
 * @param model the ONNX file
 * @param data the file beside it; empty when there is none
 */
record CutPlan(Rope model, Rope data) {
    /** Where compilers map weights straight from the file, they want them on a page. */
    private static final long PAGE = 4096;

    /** Lays out the cut of a file to what was reached; {@code dataName} is the name of the file beside it. */
    static CutPlan of(OnnxFile file, Reachability kept, Set<String> outputs, String dataName, long inlineLimit) {
        refuseHidden(file, kept);
        GraphDef graph = file.model().graph();
        List<Weight> weights = graph.weights().stream()
                .filter(weight -> kept.names().contains(weight.name()))
                .toList();
        Rope spans = new Rope();
        graph.rest().forEach(span -> add(spans, file, span));
        kept.nodes().forEach(node -> add(spans, file, node.field()));
        for (Value input : graph.inputs()) {
            if (kept.names().contains(input.name())) {
                add(spans, file, input.field());
            }
        }
        for (Value output : graph.outputs()) {
            if (outputs.contains(output.name())) {
                add(spans, file, output.field());
            }
        }
        graph.values().stream()
                .filter(value -> kept.names().contains(value.name()))
                .forEach(value -> add(spans, file, value.field()));
        long size = spans.length() + weights.stream().mapToLong(CutPlan::size).sum();
        Rope data = new Rope();
        for (Weight weight : weights) {
            External external = weight.external();
            if (external == null) {
                add(spans, file, weight.field());
            } else if (size < inlineLimit) {
                spans.messageField(5, inlined(weight, external, file));
            } else {
                spans.messageField(5, moved(weight, external, file, dataName, data));
            }
        }
        Rope model = new Rope();
        file.model().rest().forEach(span -> add(model, file, span));
        return new CutPlan(model.messageField(7, spans), data);
    }

    private static void refuseHidden(OnnxFile file, Reachability kept) {
        boolean inNodes = kept.nodes().stream().anyMatch(Node::external);
        boolean inFunctions = file.model().functions().stream()
                .flatMap(function -> function.nodes().stream())
                .anyMatch(Node::external);
        boolean sparse = file.model().graph().weights().stream()
                .anyMatch(weight -> weight.sparse() && weight.external() != null);
        if (inNodes || inFunctions || sparse) {
            throw Trouble.unsupported(
                    file.name(),
                    "cannot be cut: a tensor inside an attribute, a function or a sparse tensor has external data; export it"
                            + " with plain weights, or each tower on its own");
        }
    }

    private static long size(Weight weight) {
        return weight.external() == null
                ? weight.field().length()
                : weight.bytes() + 128 + weight.name().length() * 3L;
    }

    private static Rope inlined(Weight weight, External external, OnnxFile file) {
        Found source = source(external, file);
        return head(weight).header(9, weight.bytes()).range(source.real(), external.offset(), weight.bytes());
    }

    private static Rope moved(Weight weight, External external, OnnxFile file, String dataName, Rope data) {
        data.bytes(new byte[(int) (-data.length() & (PAGE - 1))]);
        long at = data.length();
        data.range(source(external, file).real(), external.offset(), weight.bytes());
        return head(weight)
                .messageField(13, entry("location", dataName))
                .messageField(13, entry("offset", Long.toString(at)))
                .messageField(13, entry("length", Long.toString(weight.bytes())))
                .varintField(14, 1);
    }

    private static Rope entry(String key, String value) {
        return new Rope().textField(1, key).textField(2, value);
    }

    private static Rope head(Weight weight) {
        Rope head = new Rope();
        weight.dims().forEach(dim -> head.varintField(1, dim));
        return head.varintField(2, weight.type()).textField(8, weight.name());
    }

    private static Found source(External external, OnnxFile file) {
        Found found = file.external().get(external.location());
        if (found == null) {
            throw new IllegalStateException("external data that was not checked: " + external);
        }
        return found;
    }

    private static void add(Rope rope, OnnxFile file, Span span) {
        rope.range(file.real(), span.at(), span.length());
    }
}

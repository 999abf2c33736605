package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Value;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes ports of a graph's inputs and outputs. */
final class Ports {
    private Ports() {}

    /** The inputs that callers must give: those with a weight of the same name have their value already. */
    static List<Port> inputs(OnnxFile file, Predicate<Value> wanted) {
        GraphDef graph = file.model().graph();
        Set<String> weights = graph.weights().stream().map(Weight::name).collect(Collectors.toSet());
        return graph.inputs().stream()
                .filter(input -> !weights.contains(input.name()))
                .filter(wanted)
                .map(input -> port(file, "input", input))
                .toList();
    }

    /** The outputs. */
    static List<Port> outputs(OnnxFile file, Predicate<Value> wanted) {
        return file.model().graph().outputs().stream()
                .filter(wanted)
                .map(output -> port(file, "output", output))
                .toList();
    }

    /** A port; one without even a rank is taken as a list of free length, which the backend's own shapes correct. */
    private static Port port(OnnxFile file, String role, Value value) {
        DType type = type(file, role, value);
        List<Long> dims = value.dims() == null ? List.of(-1L) : value.dims();
        boolean free = !dims.isEmpty() && dims.get(0) < 0;
        return new Port(value.name(), type, dims, free ? 0 : Port.NO_BATCH, List.of(), 0);
    }

    private static DType type(OnnxFile file, String role, Value value) {
        ElementType type = ElementType.of(value.type()).orElse(ElementType.UNDEFINED);
        String name = value.kind().equals("tensor") ? "tensor of " + type + " (" + value.type() + ")" : value.kind();
        return type.served()
                .filter(served -> value.kind().equals("tensor"))
                .orElseThrow(() -> Trouble.unsupported(
                        file.name(),
                        "has the " + role + " " + Quoted.text(value.name()) + " of a type that is not served: "
                                + name));
    }
}

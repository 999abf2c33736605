package dev.triptych.backend.onnxruntime;

import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.OnnxWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Graphs of one or two nodes. */
final class TinyGraphs {
    private TinyGraphs() {}

    /** {@code Y = X + X}, and {@code Z = X * X} when asked for; FP32 [n, width]. */
    static Graph doubling(Path folder, int width, String... outputs) {
        OnnxWriter onnx = new OnnxWriter()
                .input("X", DType.FP32, -1, width)
                .node("Add", List.of("X", "X"), List.of("Y"))
                .node("Mul", List.of("X", "X"), List.of("Z"))
                .output("Y", DType.FP32, -1, width)
                .output("Z", DType.FP32, -1, width);
        List<Long> dims = List.of(-1L, (long) width);
        List<Port> ports = List.of(outputs).stream()
                .map(name -> Port.batched(name, DType.FP32, dims))
                .toList();
        return graph("doubling", onnx.write(folder.resolve("doubling.onnx")), dims, ports);
    }

    /** A graph with one FP32 input X. */
    static Graph graph(String name, Path file, List<Long> inputDims, List<Port> outputs) {
        return new Graph(name, file, name, List.of(Port.batched("X", DType.FP32, inputDims)), outputs, Set.of());
    }
}

package dev.triptych.app.endtoend;

import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.OnnxWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A graph that answers its input, one number, after so many products of 512 x 512 matrices; some 5 ms each on one core.
 *
 * <p>One row a run, so that what waits, waits.
 */
final class SlowGraph {
    static final String NAME = "slow";

    private static final int SIDE = 512;

    private SlowGraph() {}

    /** Writes the model's folder into another and returns it. */
    static Path write(Path parent, int products) {
        Path folder = parent.resolve(NAME);
        try {
            Files.createDirectories(folder.resolve("1"));
            Files.writeString(folder.resolve("config.pbtxt"), """
                    name: "slow"
                    platform: "onnxruntime_onnx"
                    max_batch_size: 1
                    input [ { name: "INPUT" data_type: TYPE_FP32 dims: [ 1 ] } ]
                    output [ { name: "OUTPUT" data_type: TYPE_FP32 dims: [ 1 ] } ]
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        OnnxWriter graph = new OnnxWriter()
                .input("INPUT", DType.FP32, -1, 1)
                .output("OUTPUT", DType.FP32, -1, 1)
                .integers("two", new long[] {1}, 2)
                .integers("first", new long[] {1}, 0)
                .integers("square", new long[] {3}, 1, SIDE, SIDE)
                .weights("mean", new long[] {1}, 1f / SIDE)
                .weights("zero", new long[] {1}, 0f)
                .node("Unsqueeze", List.of("INPUT", "two"), List.of("point"))
                .node("Expand", List.of("point", "square"), List.of("m0"))
                .node("Expand", List.of("mean", "square"), List.of("means"));
        for (int i = 0; i < products; i++) {
            graph.node("MatMul", List.of("m" + i, "means"), List.of("m" + (i + 1)));
        }
        graph.node("Gather", List.of("m" + products, "first"), List.of("column"), "axis=2")
                .node("Gather", List.of("column", "first"), List.of("corner"), "axis=1")
                .node("Squeeze", List.of("corner", "two"), List.of("value"))
                .node("Mul", List.of("value", "zero"), List.of("nothing"))
                .node("Add", List.of("nothing", "INPUT"), List.of("OUTPUT"))
                .write(folder.resolve("1").resolve("model.onnx"));
        return folder;
    }
}

package dev.triptych.bench.graph;

import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes folders of graphs that take {@value #WIDTH} floats and give out as many, in Triton's layout. */
public final class Graphs {
    /** Values in a row. */
    public static final int WIDTH = 512;

    /** The most rows of a request. */
    public static final int MOST_ROWS = 64;

    // Enough rows that a product runs at the speed of the core, few enough that a stub of 2 ms has several.
    private static final int INNER = 16;

    private Graphs() {}

    /** One addition: as little work as a graph can have, so that all the rest shows. Returns the graph's file. */
    public static Path tiny(Path folder) throws IOException {
        float[] ones = new float[WIDTH];
        Arrays.fill(ones, 1);
        OnnxWriter graph = new OnnxWriter()
                .input("x", DType.FP32, -1, WIDTH)
                .weights("w", new long[] {WIDTH}, ones)
                .node("Add", List.of("x", "w"), List.of("y"))
                .output("y", DType.FP32, -1, WIDTH);
        return write(folder, graph);
    }

    /**
     * A stub that works for so long as it has products: each is 16 x 512 by 512 x 512 for every row, 8 million
     * floating-point operations. It gives back what it takes in. Returns the graph's file.
     *
     * @param products at least 1; time grows with them
     */
    public static Path stub(Path folder, int products) throws IOException {
        float[] identity = new float[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            identity[i * WIDTH + i] = 1;
        }
        float[] ones = new float[INNER];
        Arrays.fill(ones, 1);
        OnnxWriter graph = new OnnxWriter()
                .input("x", DType.FP32, -1, WIDTH)
                .weights("w", new long[] {WIDTH, WIDTH}, identity)
                .weights("ones", new long[] {INNER, 1}, ones)
                .integers("wide", new long[] {3}, -1, 1, WIDTH)
                .integers("flat", new long[] {2}, -1, WIDTH)
                .integers("first", new long[] {1}, 0)
                .integers("second", new long[] {1}, 1)
                .node("Reshape", List.of("x", "wide"), List.of("x3"))
                .node("Mul", List.of("x3", "ones"), List.of("m0"));
        for (int i = 0; i < products; i++) {
            graph.node("MatMul", List.of("m" + i, "w"), List.of("m" + (i + 1)));
        }
        graph.node("Slice", List.of("m" + products, "first", "second", "second"), List.of("y3"))
                .node("Reshape", List.of("y3", "flat"), List.of("y"))
                .output("y", DType.FP32, -1, WIDTH);
        return write(folder, graph);
    }

    /** The graph's file in a folder. */
    public static Path file(Path folder) {
        return folder.resolve("1").resolve("model.onnx");
    }

    private static Path write(Path folder, OnnxWriter graph) throws IOException {
        Files.createDirectories(folder.resolve("1"));
        Files.writeString(folder.resolve("config.pbtxt"), """
                name: "%s"
                platform: "onnxruntime_onnx"
                max_batch_size: %d
                input [{ name: "x" data_type: TYPE_FP32 dims: [ %d ] }]
                output [{ name: "y" data_type: TYPE_FP32 dims: [ %d ] }]
                """.formatted(folder.getFileName(), MOST_ROWS, WIDTH, WIDTH));
        return graph.write(file(folder));
    }
}

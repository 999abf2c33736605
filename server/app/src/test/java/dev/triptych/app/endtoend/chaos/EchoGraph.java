package dev.triptych.app.endtoend.chaos;

import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.OnnxWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A tiny graph whose output tells its input: {@code OUTPUT = table[INPUT[:, 0]] - INPUT}, 512 floats a row.
 *
 * <p>Every value is a whole number below 2^24, so the answer is exact whatever the batch. A first value beyond the table
 * makes the run fail, and with it the batch that the row is in.
 */
public final class EchoGraph {
    static final String NAME = "echo";
    static final int WIDTH = 512;
    static final int TABLE = 64;
    static final int STEP = 1 << 17;

    private EchoGraph() {}

    /** Writes the model's folder into another and returns it. */
    public static Path write(Path parent) {
        float[] table = new float[TABLE];
        for (int i = 0; i < TABLE; i++) {
            table[i] = (float) i * STEP;
        }
        Path folder = parent.resolve(NAME);
        try {
            Files.createDirectories(folder.resolve("1"));
            Files.writeString(folder.resolve("config.pbtxt"), """
                    name: "echo"
                    platform: "onnxruntime_onnx"
                    max_batch_size: 32
                    input [ { name: "INPUT" data_type: TYPE_FP32 dims: [ 512 ] } ]
                    output [ { name: "OUTPUT" data_type: TYPE_FP32 dims: [ 512 ] } ]
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new OnnxWriter()
                .input("INPUT", DType.FP32, -1, WIDTH)
                .output("OUTPUT", DType.FP32, -1, WIDTH)
                .integers("zero", new long[] {1}, 0)
                .weights("table", new long[] {TABLE}, table)
                .node("Gather", List.of("INPUT", "zero"), List.of("first"), "axis=1")
                .node("Cast", List.of("first"), List.of("index"), "to=7")
                .node("Gather", List.of("table", "index"), List.of("looked_up"), "axis=0")
                .node("Sub", List.of("looked_up", "INPUT"), List.of("OUTPUT"))
                .write(folder.resolve("1").resolve("model.onnx"));
        return folder;
    }
}

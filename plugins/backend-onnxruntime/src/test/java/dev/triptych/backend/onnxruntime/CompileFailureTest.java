package dev.triptych.backend.onnxruntime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendException.Kind;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileFailureTest {
    private final Backend backend = Engine.in(DeviceMode.THROUGHPUT);

    @TempDir
    Path folder;

    @Test
    void compile_unknownOperator_isUnsupportedAndNamed() {
        expect(identity().node("Nonsense", List.of("X"), List.of("Y")), Kind.UNSUPPORTED, "'Nonsense'");
    }

    @Test
    void compile_operatorWithoutKernel_isUnsupportedAndNamed() {
        OnnxWriter onnx = new OnnxWriter()
                .input("X", DType.BF16, -1)
                .node("Add", List.of("X", "X"), List.of("Y"))
                .output("Y", DType.BF16, -1);
        expect(onnx, Kind.UNSUPPORTED, "'Add'");
    }

    @Test
    void compile_newerOpset_isUnsupported() {
        OnnxWriter onnx = identity().opset(99).node("Identity", List.of("X"), List.of("Y"));
        expect(onnx, Kind.UNSUPPORTED, "newer opset");
    }

    @Test
    void compile_danglingInput_isCorrupt() {
        expect(identity().node("Add", List.of("X", "Q"), List.of("Y")), Kind.CORRUPT, "valid graph");
    }

    @Test
    void compile_truncatedEmptyOrForeignFile_isCorrupt() throws IOException {
        byte[] whole = identity().node("Identity", List.of("X"), List.of("Y")).bytes();
        expect(Arrays.copyOf(whole, whole.length / 2), Kind.CORRUPT, "");
        expect(new byte[0], Kind.CORRUPT, "");
        expect("version https://git-lfs.github.com/spec/v1\noid sha256:00\n".getBytes(UTF_8), Kind.CORRUPT, "");
    }

    @Test
    void compile_missingFile_isCorrupt() {
        expect(folder.resolve("missing.onnx"), Kind.CORRUPT, "not there");
    }

    @Test
    void compile_portThatTheFileLacks_isCorruptAndNamed() {
        Path file = new OnnxWriter()
                .input("X", DType.FP32, -1)
                .node("Identity", List.of("X"), List.of("Z"))
                .output("Z", DType.FP32, -1)
                .write(folder.resolve("graph.onnx"));
        expect(file, Kind.CORRUPT, "no output Y");
    }

    private static OnnxWriter identity() {
        return new OnnxWriter().input("X", DType.FP32, -1).output("Y", DType.FP32, -1);
    }

    private void expect(OnnxWriter onnx, Kind kind, String text) {
        expect(onnx.write(folder.resolve("graph.onnx")), kind, text);
    }

    private void expect(byte[] contents, Kind kind, String text) throws IOException {
        expect(Files.write(folder.resolve("graph.onnx"), contents), kind, text);
    }

    private void expect(Path file, Kind kind, String text) {
        List<Port> ports = List.of(Port.batched("Y", DType.FP32, List.of(-1L)));
        Graph graph =
                new Graph("bad", file, "bad", List.of(Port.batched("X", DType.FP32, List.of(-1L))), ports, Set.of());
        BackendException failure = catchThrowableOfType(
                BackendException.class,
                () -> backend.compile(graph, backend.devices().get(0), new CompileSpec(1, List.of()), Progress.NONE));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageStartingWith("graph bad: ").hasMessageContaining(text);
        assertThat(failure.getMessage())
                .doesNotContain("/", "::", folder.getFileName().toString());
    }
}

package dev.triptych.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.triptych.spi.graph.Affine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AffineFinderTest {
    @TempDir
    Path folder;

    @Test
    void affine_clipExport_isExpOfLogitScale() {
        OnnxGraphSource source = open(TestGraph.twoTowers());
        Affine affine = source.affine("logits_per_image").orElseThrow();
        assertThat(affine.scale()).isEqualTo(Math.exp(3));
        assertThat(affine.bias()).isZero();
        assertThat(source.affine("text_embeds")).isEmpty();
        assertThat(source.affine("no such output")).isEmpty();
    }

    @Test
    void affine_siglipExport_hasScaleAndBias() {
        Affine affine = find(similarity()
                        .weight("t", new float[] {2}, 1)
                        .weight("b", new float[] {-12.5f}, 1)
                        .node("exp", "Exp", List.of("t"), "e")
                        .node("mul", "Mul", List.of("e", "sim"), "scaled")
                        .node("add", "Add", List.of("scaled", "b"), "y"))
                .orElseThrow();
        assertThat(affine.scale()).isEqualTo(Math.exp(2));
        assertThat(affine.bias()).isEqualTo(-12.5);
    }

    @Test
    void affine_everyOrderOfSteps_composesToOneLine() {
        // y = (5 - (x * 4 + 3) / 2) = -2 x + 3.5
        Affine affine = find(similarity()
                        .node("c4", "Constant", List.of(), "four", attribute(4))
                        .node("c3", "Constant", List.of(), "three", attribute(3))
                        .weight("two", new float[] {2})
                        .weight("five", new float[] {5}, 1, 1)
                        .node("1", "Mul", List.of("sim", "four"), "s1")
                        .node("2", "Add", List.of("three", "s1"), "s2")
                        .node("3", "Div", List.of("s2", "two"), "s3")
                        .node("4", "Sub", List.of("five", "s3"), "s4")
                        .node("5", "Transpose", List.of("s4"), "y"))
                .orElseThrow();
        assertThat(affine.scale()).isEqualTo(-2);
        assertThat(affine.bias()).isEqualTo(3.5);
    }

    @Test
    void affine_scaleOnOneSideOfTheProduct_isFound() {
        Affine affine = find(new TestGraph()
                        .input("a", TestGraph.FLOAT, "n", 2)
                        .input("b", TestGraph.FLOAT, "m", 2)
                        .weight("s", new float[] {100})
                        .node("mul", "Mul", List.of("s", "a"), "scaled")
                        .node("t", "Transpose", List.of("b"), "bt")
                        .node("matmul", "MatMul", List.of("scaled", "bt"), "y"))
                .orElseThrow();
        assertThat(affine.scale()).isEqualTo(100);
    }

    @Test
    void affine_scaleBeforeALayer_isNotASimilarity() {
        assertThat(find(new TestGraph()
                        .input("a", TestGraph.FLOAT, "n", 2)
                        .weight("s", new float[] {100})
                        .weight("w", new float[] {1, 2, 3, 4}, 2, 2)
                        .node("mul", "Mul", List.of("s", "a"), "scaled")
                        .node("t", "Transpose", List.of("w"), "wt")
                        .node("matmul", "MatMul", List.of("scaled", "wt"), "y")))
                .isEmpty();
    }

    @Test
    void affine_vectorFactor_isNone() {
        assertThat(find(similarity()
                        .weight("gamma", new float[] {1, 2}, 2)
                        .node("mul", "Mul", List.of("sim", "gamma"), "y")))
                .isEmpty();
    }

    @Test
    void affine_clampedHalfPrecisionScale_isDecoded() {
        byte[] half = ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x4500) // 5.0
                .array();
        Affine affine = find(similarity()
                        .weight(TestGraph.tensorProto("t", 10, half))
                        .weight("most", new float[] {100})
                        .node("exp", "Exp", List.of("t"), "e")
                        .node("cast", "Cast", List.of("e"), "e32", TestGraph.ints("to", 1))
                        .node("clip", "Clip", List.of("e32", "", "most"), "s")
                        .node("mul", "Mul", List.of("sim", "s"), "y"))
                .orElseThrow();
        assertThat(affine.scale()).isEqualTo(100, offset(0.0)); // exp(5) is 148
    }

    @Test
    void affine_externalScale_isReadFromBesideTheFile() throws Exception {
        Files.write(folder.resolve("data.bin"), TestGraph.floats(9, 7));
        Affine affine = find(similarity()
                        .external("s", "data.bin", "4", "4", 1)
                        .node("mul", "Mul", List.of("sim", "s"), "y"))
                .orElseThrow();
        assertThat(affine.scale()).isEqualTo(7);
    }

    private static TestGraph similarity() {
        return new TestGraph()
                .input("a", TestGraph.FLOAT, "n", 2)
                .input("b", TestGraph.FLOAT, 2, "m")
                .node("matmul", "MatMul", List.of("a", "b"), "sim");
    }

    private static Proto attribute(float value) {
        return new Proto().text(1, "value_float").float32(2, value).varint(20, 1);
    }

    private Optional<Affine> find(TestGraph graph) {
        return open(graph.output("y", TestGraph.FLOAT, "n", "m")).affine("y");
    }

    private OnnxGraphSource open(TestGraph graph) {
        graph.write(folder, "model.onnx");
        return new OnnxGraphs(folder.resolve("cuts")).source(folder, Path.of("model.onnx"), Set.of());
    }
}

package dev.triptych.runtime.graph;

import static dev.triptych.runtime.graph.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxGraphSourceTest {
    @TempDir
    Path folder;

    @Test
    void ports_freeFirstDimension_areBatchedAlongIt() {
        OnnxGraphSource source = open(TestGraph.twoTowers());
        assertThat(source.file()).isEqualTo("model.onnx");
        assertThat(source.inputs())
                .containsExactly(
                        Port.batched("input_ids", DType.INT64, List.of(-1L, -1L)),
                        Port.batched("pixel_values", DType.FP32, List.of(-1L, 4L)));
        assertThat(source.outputs())
                .extracting(Port::name)
                .containsExactly("logits_per_image", "text_embeds", "image_embeds");
    }

    @Test
    void ports_fixedFirstDimension_haveNoBatch() {
        OnnxGraphSource source = open(new TestGraph()
                .input("x", TestGraph.FLOAT, 2, "n")
                .node("copy", "Identity", List.of("x"), "y")
                .output("y", TestGraph.FLOAT));
        assertThat(source.inputs().get(0).batchAxis()).isEqualTo(Port.NO_BATCH);
        assertThat(source.outputs().get(0).dims()).isEmpty();
    }

    @Test
    void inputs_withWeightOfTheSameName_areLeftOut() {
        OnnxGraphSource source = open(new TestGraph()
                .input("x", TestGraph.FLOAT, "n", 2)
                .input("w", TestGraph.FLOAT, 2)
                .weight("w", new float[] {1, 2}, 2)
                .node("add", "Add", List.of("x", "w"), "y")
                .output("y", TestGraph.FLOAT, "n", 2));
        assertThat(source.inputs()).extracting(Port::name).containsExactly("x");
        assertThat(source.cut(Set.of("y")).inputs()).extracting(Port::name).containsExactly("x");
    }

    @Test
    void inputs_ofTypeNotServed_areRefusedByName() {
        OnnxGraphSource source = open(new TestGraph()
                .input("odd", 14, "n")
                .node("copy", "Identity", List.of("odd"), "y")
                .output("y", 14, "n"));
        assertRefused(source::inputs, Reason.MODEL_UNSUPPORTED, "'odd'", "COMPLEX64");
        assertRefused(source::outputs, Reason.MODEL_UNSUPPORTED, "'y'", "COMPLEX64");
    }

    @Test
    void inputs_thatAreNoTensors_areRefusedByKind() {
        Proto sequence = new Proto().text(1, "list").message(2, new Proto().message(4, new Proto()));
        OnnxGraphSource source = open(new TestGraph()
                .field(11, sequence)
                .node("length", "SequenceLength", List.of("list"), "y")
                .output("y", TestGraph.INT64));
        assertRefused(source::inputs, Reason.MODEL_UNSUPPORTED, "'list'", "sequence");
    }

    @Test
    void facts_bodiesAndFunctions_areCounted() {
        TestGraph body = new TestGraph().node("inner", "Neg", List.of("x"), "z").output("z", TestGraph.FLOAT, "n");
        GraphFacts facts = open(new TestGraph()
                        .input("x", TestGraph.FLOAT, "n")
                        .input("cond", TestGraph.BOOL)
                        .weight("w", new float[] {1, 2, 3}, 3)
                        .node("if", "If", List.of("cond"), "h", TestGraph.body("then_branch", body))
                        .node(TestGraph.nodeProto("", "Twice", "local", List.of("h"), "y"))
                        .function("Twice", TestGraph.nodeProto("", "Add", "", List.of("x", "x"), "y"))
                        .output("y", TestGraph.FLOAT, "n"))
                .facts();
        assertThat(facts.ops()).containsOnlyKeys("If", "Neg", "local::Twice").containsEntry("Neg", 1);
        assertThat(facts.nodeNames()).containsExactly("if", "y");
        assertThat(facts.functions()).containsExactly("local::Twice");
        assertThat(facts.weightBytes()).isEqualTo(12);
        assertThat(facts.opsets()).containsEntry("ai.onnx", 17L).containsEntry("local", 1L);
    }

    @Test
    void cut_outputNotThere_isRefusedWithTheNames() {
        OnnxGraphSource source = open(TestGraph.twoTowers());
        assertRefused(() -> source.cut(Set.of("pooled")), Reason.OUTPUT_UNKNOWN, "'pooled'", "'text_embeds'");
        assertRefused(() -> source.cut(Set.of()), Reason.OUTPUT_UNKNOWN, "none");
    }

    private OnnxGraphSource open(TestGraph graph) {
        graph.write(folder, "model.onnx");
        return new OnnxGraphs(folder.resolve("cuts")).source(folder, Path.of("model.onnx"), Set.of());
    }
}

package dev.triptych.runtime.graph;

import static dev.triptych.runtime.graph.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCutterTest {
    private static final Object PIXELS = new float[][] {TestGraph.random(7, 4), TestGraph.random(8, 4)};
    private static final Object IDS = new long[][] {{1, 2, 3}, {4, 5, 15}, {0, 0, 9}};
    private static final Map<String, Object> BOTH = Map.of("pixel_values", PIXELS, "input_ids", IDS);

    @TempDir
    Path folder;

    @Test
    void cut_textTower_leavesOutTheImageAndGivesTheSameBits() throws Exception {
        Path whole = TestGraph.twoTowers().write(folder, "model.onnx");
        Graph text = cut("text_embeds");
        assertThat(text.inputs()).extracting(Port::name).containsExactly("input_ids");
        assertThat(text.nodeNames()).containsExactlyInAnyOrder("/text/gather", "/text/mean", "/text/norm");
        assertThat(text.name()).isEqualTo("model");
        assertThat(Ort.inputs(text.file())).containsExactly("input_ids");
        assertThat(Ort.run(text.file(), "text_embeds", Map.of("input_ids", IDS)))
                .isEqualTo(Ort.run(whole, "text_embeds", BOTH));
        OnnxModel written = OnnxReader.open(folder, text.file(), Set.of()).model();
        assertThat(written.graph().weights()).extracting(OnnxModel.Weight::name).containsExactly("text.table");
        assertThat(written.graph().values()).extracting(OnnxModel.Named::name).containsExactly("text_raw");
    }

    @Test
    void cut_imageTower_leavesOutTheTextAndGivesTheSameBits() throws Exception {
        Path whole = TestGraph.twoTowers().write(folder, "model.onnx");
        Graph image = cut("image_embeds");
        assertThat(image.nodeNames()).containsExactlyInAnyOrder("/image/proj", "/image/norm");
        assertThat(Ort.run(image.file(), "image_embeds", Map.of("pixel_values", PIXELS)))
                .isEqualTo(Ort.run(whole, "image_embeds", BOTH));
    }

    @Test
    void cut_outputThatNeedsEveryNode_isTheFileItself() throws Exception {
        Path whole = TestGraph.twoTowers().write(folder, "model.onnx");
        Graph logits = cut("logits_per_image");
        assertThat(logits.file()).isEqualTo(whole.toRealPath());
        assertThat(logits.inputs()).hasSize(2);
        assertThat(logits.outputs()).hasSize(1);
        assertThat(folder.resolve("cuts")).doesNotExist();
    }

    @Test
    void cut_madeBefore_isUsedAgain() throws Exception {
        TestGraph.twoTowers().write(folder, "model.onnx");
        Graph first = cut("text_embeds");
        Files.setLastModifiedTime(first.file(), FileTime.fromMillis(1000));
        Graph second = cut("text_embeds");
        assertThat(second.file()).isEqualTo(first.file());
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(Files.getLastModifiedTime(second.file()).toMillis()).isEqualTo(1000);
        assertThat(cut("image_embeds").digest()).isNotEqualTo(first.digest());
    }

    @Test
    void cut_halfWrittenBefore_isMadeAgain() throws Exception {
        TestGraph.twoTowers().write(folder, "model.onnx");
        Path file = cut("text_embeds").file();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[10]);
        Files.write(file.resolveSibling(".writing"), new byte[5]);
        assertThat(Files.readAllBytes(cut("text_embeds").file())).isEqualTo(whole);
        try (Stream<Path> files = Files.list(folder.resolve("cuts"))) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(".lock", file.getFileName().toString());
        }
    }

    @Test
    void cut_fileReplacedAfterOpening_isRefused() throws Exception {
        Path whole = TestGraph.twoTowers().write(folder, "model.onnx");
        OnnxGraphSource source = source();
        Files.write(whole, new byte[] {1, 2, 3});
        assertRefused(() -> source.cut(Set.of("text_embeds")), Reason.MODEL_INCOMPLETE, "changed");
    }

    @Test
    void cut_externalDataBelowTheLimit_moveIntoTheFile() throws Exception {
        Path whole = external().write(folder, "model.onnx");
        Graph text = cut("text_embeds");
        assertThat(OnnxReader.open(folder, text.file(), Set.of()).external()).isEmpty();
        assertThat(Files.exists(data(text))).isFalse();
        assertThat(Ort.run(text.file(), "text_embeds", Map.of("input_ids", IDS)))
                .isEqualTo(Ort.run(whole, "text_embeds", BOTH));
    }

    @Test
    void cut_externalDataAboveTheLimit_moveIntoOneFileBeside() throws Exception {
        Path whole = external().write(folder, "model.onnx");
        OnnxFile file = OnnxReader.open(folder, Path.of("model.onnx"), Set.of());
        GraphCutter cutter = new GraphCutter(folder.resolve("cuts"), new Digests(), 10);
        Graph text = cutter.cut(file, Set.of("text_embeds"));
        assertThat(OnnxReader.open(folder, text.file(), Set.of()).external())
                .containsOnlyKeys(data(text).getFileName().toString());
        assertThat(Files.size(data(text))).isEqualTo(16 * 8 * 4);
        assertThat(Ort.run(text.file(), "text_embeds", Map.of("input_ids", IDS)))
                .isEqualTo(Ort.run(whole, "text_embeds", BOTH));
        Files.delete(data(text));
        cutter.cut(file, Set.of("text_embeds"));
        assertThat(data(text)).exists();
    }

    @Test
    void cut_bodyThatTakesNamesFromAround_keepsTheirMakers() throws Exception {
        TestGraph then =
                new TestGraph().node("then", "Mul", List.of("hidden", "w"), "a").output("a", TestGraph.FLOAT, "n");
        TestGraph other =
                new TestGraph().node("else", "Identity", List.of("hidden"), "b").output("b", TestGraph.FLOAT, "n");
        Path whole = new TestGraph()
                .input("x", TestGraph.FLOAT, "n")
                .input("cond", TestGraph.BOOL)
                .input("unused", TestGraph.FLOAT, "n")
                .weight("w", new float[] {3}, 1)
                .weight("v", new float[] {3}, 1)
                .node("hidden", "Neg", List.of("x"), "hidden")
                .node(
                        "if",
                        "If",
                        List.of("cond"),
                        "y",
                        TestGraph.body("then_branch", then),
                        TestGraph.body("else_branch", other))
                .node("away", "Mul", List.of("unused", "v"), "z")
                .output("y", TestGraph.FLOAT, "n")
                .output("z", TestGraph.FLOAT, "n")
                .write(folder, "model.onnx");
        Graph cut = cut("y");
        assertThat(cut.nodeNames()).containsExactlyInAnyOrder("hidden", "if");
        assertThat(cut.inputs()).extracting(Port::name).containsExactly("x", "cond");
        float[] x = {1, 2};
        assertThat(Ort.run(cut.file(), "y", Map.of("x", x, "cond", true))).isEqualTo(new float[] {-3, -6});
        assertThat(Ort.run(whole, "y", Map.of("x", x, "cond", false, "unused", x)))
                .isEqualTo(Ort.run(cut.file(), "y", Map.of("x", x, "cond", false)));
    }

    @Test
    void cut_functionsOfTheFile_stay() throws Exception {
        new TestGraph()
                .input("x", TestGraph.FLOAT, "n")
                .node(TestGraph.nodeProto("call", "Twice", "local", List.of("x"), "y"))
                .node("away", "Neg", List.of("x"), "z")
                .function("Twice", TestGraph.nodeProto("sum", "Add", "", List.of("x", "x"), "y"))
                .output("y", TestGraph.FLOAT, "n")
                .output("z", TestGraph.FLOAT, "n")
                .write(folder, "model.onnx");
        Graph cut = cut("y");
        assertThat(cut.nodeNames()).containsExactly("call");
        assertThat(Ort.run(cut.file(), "y", Map.of("x", new float[] {1, 2}))).isEqualTo(new float[] {2, 4});
    }

    @Test
    void cut_externalDataInsideAnAttribute_isRefusedOnlyWhenCut() throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[64]);
        Proto hidden = new Proto()
                .varint(1, 16)
                .varint(2, 1)
                .message(13, new Proto().text(1, "location").text(2, "weights.bin"))
                .varint(14, 1);
        new TestGraph()
                .input("x", TestGraph.FLOAT, "n", 16)
                .node("const", "Constant", List.of(), "w", TestGraph.tensor("value", hidden))
                .node("add", "Add", List.of("x", "w"), "y")
                .node("away", "Neg", List.of("x"), "z")
                .output("y", TestGraph.FLOAT, "n", 16)
                .output("z", TestGraph.FLOAT, "n", 16)
                .write(folder, "model.onnx");
        assertRefused(() -> cut("y"), Reason.MODEL_UNSUPPORTED, "attribute");
        assertThat(cut("z").nodeNames()).containsExactly("away");
    }

    @Test
    void digest_oneFile_isItsSha256AndFollowsItsContents() throws Exception {
        Path whole = TestGraph.twoTowers().write(folder, "model.onnx");
        OnnxGraphs graphs = new OnnxGraphs(folder.resolve("cuts"));
        String before = graphs.digest(folder, Path.of("model.onnx"), Set.of());
        assertThat(before).isEqualTo(sha256(Files.readAllBytes(whole)));
        new TestGraph()
                .input("x", TestGraph.FLOAT, "n")
                .node("copy", "Identity", List.of("x"), "y")
                .output("y", TestGraph.FLOAT, "n")
                .write(folder, "model.onnx");
        assertThat(graphs.digest(folder, Path.of("model.onnx"), Set.of()))
                .isEqualTo(sha256(Files.readAllBytes(whole)))
                .isNotEqualTo(before);
    }

    @Test
    void digest_externalDataChanged_isAnother() throws Exception {
        external().write(folder, "model.onnx");
        String before = new OnnxGraphs(folder).digest(folder, Path.of("model.onnx"), Set.of());
        byte[] data = Files.readAllBytes(folder.resolve("weights.bin"));
        data[3] ^= 1;
        Files.write(folder.resolve("weights.bin"), data);
        assertThat(new OnnxGraphs(folder).digest(folder, Path.of("model.onnx"), Set.of()))
                .isNotEqualTo(before);
    }

    private TestGraph external() throws IOException {
        byte[] image = TestGraph.floats(TestGraph.random(1, 4 * 8));
        byte[] table = TestGraph.floats(TestGraph.random(2, 16 * 8));
        Files.write(
                folder.resolve("weights.bin"),
                ByteBuffer.allocate(image.length + table.length)
                        .put(image)
                        .put(table)
                        .array());
        return TestGraph.towers(new TestGraph()
                .external("image.w", "weights.bin", "0", Integer.toString(image.length), 4, 8)
                .external(
                        "text.table",
                        "weights.bin",
                        Integer.toString(image.length),
                        Integer.toString(table.length),
                        16,
                        8)
                .weight("logit_scale", new float[] {3}));
    }

    private OnnxGraphSource source() {
        return new OnnxGraphs(folder.resolve("cuts")).source(folder, Path.of("model.onnx"), Set.of());
    }

    private Graph cut(String output) {
        return source().cut(Set.of(output));
    }

    private static Path data(Graph cut) {
        return cut.file().resolveSibling(cut.file().getFileName().toString().replace(".onnx", ".data"));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

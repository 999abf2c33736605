package dev.triptych.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real exports of a small CLIP, as users' folders hold them. */
class ClipExportTest {
    private static final Path FIXTURES = Path.of(System.getProperty("triptych.root"), "server", "testing", "fixtures");
    private static final int SIZE = 64;
    private static final Object IDS = new long[][] {{1, 5, 9, 2}, {1, 7, 2, 2}};
    private static final Object MASK = new long[][] {{1, 1, 1, 1}, {1, 1, 1, 0}};

    @TempDir
    Path cuts;

    @Test
    void cut_textEmbeds_touchesNoPixelAndGivesTheSameBits() throws Exception {
        OnnxGraphSource source = open("clip-combined");
        Graph text = source.cut(Set.of("text_embeds"));
        assertThat(text.inputs()).extracting(Port::name).containsExactly("input_ids", "attention_mask");
        assertThat(text.nodeNames()).isNotEmpty().noneMatch(name -> name.contains("vision"));
        Object own = Ort.run(text.file(), "text_embeds", Map.of("input_ids", IDS, "attention_mask", MASK));
        assertThat(own).isEqualTo(Ort.run(model("clip-combined"), "text_embeds", all()));
    }

    @Test
    void cut_imageEmbeds_hasNoTextNodeAndGivesTheSameBits() throws Exception {
        OnnxGraphSource source = open("clip-combined");
        Graph image = source.cut(Set.of("image_embeds"));
        assertThat(image.inputs()).extracting(Port::name).containsExactly("pixel_values");
        assertThat(image.nodeNames()).isNotEmpty().noneMatch(name -> name.contains("text"));
        assertThat(image.nodeNames().size())
                .isLessThan(source.facts().nodeNames().size() / 2);
        Object own = Ort.run(image.file(), "image_embeds", Map.of("pixel_values", pixels()));
        assertThat(own).isEqualTo(Ort.run(model("clip-combined"), "image_embeds", all()));
    }

    @Test
    void affine_logits_areTheTrainedTemperature() {
        OnnxGraphSource source = open("clip-combined");
        assertThat(source.affine("logits_per_image").orElseThrow().scale()).isEqualTo(37.5, offset(1e-4));
        assertThat(source.affine("logits_per_text").orElseThrow().bias()).isZero();
        assertThat(source.affine("image_embeds")).isEmpty();
    }

    @Test
    void cut_exportWithExternalData_givesTheSameBits() throws Exception {
        Graph cut = open("clip-external").cut(Set.of("last_hidden_state"));
        assertThat(cut.file().getParent()).isEqualTo(cuts);
        Map<String, Object> inputs = Map.of("pixel_values", pixels());
        assertThat(Ort.run(cut.file(), "last_hidden_state", inputs))
                .isEqualTo(Ort.run(model("clip-external"), "last_hidden_state", inputs));
    }

    @Test
    void open_everyFixture_hasPorts() throws IOException {
        List<Path> models;
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            models = files.filter(path -> path.toString().endsWith(".onnx")).toList();
        }
        assertThat(models).hasSizeGreaterThan(5).allSatisfy(model -> {
            OnnxGraphSource source = new OnnxGraphs(cuts).source(FIXTURES, model, Set.of());
            assertThat(source.inputs()).isNotEmpty();
            assertThat(source.outputs()).isNotEmpty();
        });
    }

    private OnnxGraphSource open(String fixture) {
        return new OnnxGraphs(cuts).source(FIXTURES.resolve(fixture), Path.of("model.onnx"), Set.of());
    }

    private static Path model(String fixture) {
        return FIXTURES.resolve(fixture).resolve("model.onnx");
    }

    private static Map<String, Object> all() {
        return Map.of("input_ids", IDS, "attention_mask", MASK, "pixel_values", pixels());
    }

    private static Object pixels() {
        FloatBuffer values = FloatBuffer.wrap(TestGraph.random(5, 2 * 3 * SIZE * SIZE));
        float[][][][] pixels = new float[2][3][SIZE][SIZE];
        for (float[][][] image : pixels) {
            for (float[][] channel : image) {
                for (float[] row : channel) {
                    values.get(row);
                }
            }
        }
        return pixels;
    }
}

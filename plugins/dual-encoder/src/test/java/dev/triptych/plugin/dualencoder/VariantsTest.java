package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.repository.FolderView;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Scalars;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.OnnxWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same model in other clothes: a cache folder, other precisions, files missing. */
class VariantsTest {
    private static final String VISION = "onnx/vision_model.onnx";
    private static final String TEXT = "onnx/text_model.onnx";

    @TempDir
    Path temp;

    private static Served serve(FakeModelFolder folder) {
        return Folders.serve(Engine.onDisk(folder), UnaryOperator.identity());
    }

    private static FakeModelFolder fixture(String name) {
        return FakeModelFolder.of(Fixtures.path(name));
    }

    private Path cached(FakeModelFolder model) {
        return Folders.cached(model, temp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-combined", "siglip2", "openclip", "immich"})
    void cacheFolder_filesThatAreLinksIntoBlobs_servesTheSameVectors(String name) {
        Path cache = cached(fixture(name));
        byte[] image = Goldens.CLIP.images().get(0).bytes();
        try (Served cached = Folders.serve(FolderView.open(cache), UnaryOperator.identity());
                Served plain = Folders.serve(Fixtures.path(name))) {
            assertThat(cached.embedder().space()).isEqualTo(plain.embedder().space());
            assertThat(cached.image(image).vector())
                    .isEqualTo(plain.image(image).vector());
            assertThat(cached.text("a cat").vector())
                    .isEqualTo(plain.text("a cat").vector());
        }
    }

    @Test
    void cacheFolder_externalDataThatAreALinkIntoBlobs_servesTheSameVectors() {
        byte[] image = Goldens.CLIP.images().get(0).bytes();
        try (Served cached =
                        Folders.serve(FolderView.open(cached(fixture("clip-external"))), UnaryOperator.identity());
                Served plain = Folders.serve(Fixtures.path("clip-external"))) {
            assertThat(cached.image(image).vector())
                    .isEqualTo(plain.image(image).vector());
        }
    }

    @Test
    void cacheFolder_linkThatLeavesBlobs_isLeftOut() throws IOException {
        Path cache = cached(fixture("siglip2"));
        Path link = cache.resolve("snapshots/0123abc").resolve(VISION);
        Path outside = Files.write(temp.resolve("outside.onnx"), Files.readAllBytes(link));
        Files.delete(link);
        Files.createSymbolicLink(link, outside);
        try (Served served = Folders.serve(FolderView.open(cache), UnaryOperator.identity())) {
            assertThat(served.embedder().modalities()).containsExactly(Modality.TEXT);
        }
    }

    @Test
    void quantisedAlone_isServedWithAWarningEach() {
        FakeModelFolder model = fixture("siglip2");
        FakeModelFolder folder = model.copy()
                .with("onnx/text_model_quantized.onnx", model.read(TEXT))
                .with("onnx/vision_model_fp16.onnx", model.read(VISION))
                .without(TEXT)
                .without(VISION);
        try (Served served = serve(folder)) {
            assertThat(served.warnings()).anySatisfy(warning -> assertThat(warning)
                    .contains("q8", "'onnx/text_model_quantized.onnx'", "space"));
            assertThat(served.warnings())
                    .anySatisfy(warning -> assertThat(warning).contains("fp16", "'onnx/vision_model_fp16.onnx'"));
        }
    }

    @Test
    void dtypeInModelYaml_ofSeveral_isTheOneServed() {
        byte[] graph = new OnnxWriter()
                .input("pixel_values", DType.FP16, -1, 3, 64, 64)
                .node("GlobalMaxPool", List.of("pixel_values"), List.of("pooled"))
                .node("Flatten", List.of("pooled"), List.of("image_embeds"))
                .output("image_embeds", DType.FP16, -1, 3)
                .bytes();
        FakeModelFolder both =
                fixture("clip-split").with("onnx/vision_model_fp16.onnx", graph).without(TEXT);
        assertThat(dim(both.with("model.yaml", "logit_scale: 37.5"))).isEqualTo(32);
        assertThat(dim(both.with("model.yaml", "dtype: fp16"))).isEqualTo(3);
    }

    private static int dim(FakeModelFolder folder) {
        try (Served served = Folders.serve(Engine.onDisk(folder), UnaryOperator.identity())) {
            assertThat(served.warnings()).isEmpty();
            return served.embedder().space().dim();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"siglip", "siglip2"})
    void naFlex_isRefusedWithAWayOut(String modelType) {
        FakeModelFolder folder = fixture("siglip2");
        folder.with("config.json", folder.text("config.json").replace("\"siglip\"", "\"" + modelType + "\""))
                .with("preprocessor_config.json", "{\"image_processor_type\": \"Siglip2ImageProcessor\"}");
        assertThat(new DualEncoderPlugin().recognise(folder)).isInstanceOf(Recognition.Recognised.class);
        refused(folder, "NaFlex");
        refused(folder, "fixed resolution");
    }

    @Test
    void halfPrecisionGraph_isFedPixelsRoundedAsNumpyDoes() {
        byte[] graph = new OnnxWriter()
                .input("pixel_values", DType.FP16, -1, 3, 64, 64)
                .node("GlobalMaxPool", List.of("pixel_values"), List.of("pooled"))
                .node("Flatten", List.of("pooled"), List.of("image_embeds"))
                .output("image_embeds", DType.FP16, -1, 3)
                .bytes();
        byte[] image = Fixtures.bytes("images/png-rgb-coffee-150x100.png");
        FakeModelFolder halves = fixture("clip-split").with(VISION, graph).without(TEXT);
        try (Served half = serve(halves);
                Served single = Folders.serve(Fixtures.path("clip-split"))) {
            ByteBuffer wanted = ByteBuffer.wrap(single.image(image).fed()).order(ByteOrder.LITTLE_ENDIAN);
            Served.Answer answer = half.image(image);
            ByteBuffer fed = ByteBuffer.wrap(answer.fed()).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(fed.limit()).isEqualTo(wanted.limit() / 2);
            while (wanted.hasRemaining()) {
                assertThat(fed.getShort()).isEqualTo(Scalars.half(wanted.getFloat()));
            }
            assertThat(answer.vector()).hasSize(3);
        }
    }

    @Test
    void unknownModelType_splitExport_isServedWithAWarning() {
        FakeModelFolder folder = fixture("clip-split");
        folder.with(
                "config.json",
                folder.text("config.json").replace("\"model_type\": \"clip\"", "\"model_type\": \"clop\""));
        assertThat(new DualEncoderPlugin().recognise(folder)).isInstanceOf(Recognition.Recognised.class);
        try (Served served = serve(folder)) {
            assertThat(served.warnings())
                    .anySatisfy(warning -> assertThat(warning).contains("'clop'"));
            assertThat(served.text("a cat").vector()).hasSize(32);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "immich, visual/preprocess_cfg.json, visual/preprocess_cfg.json",
        "immich, textual/tokenizer.json, textual/tokenizer.json",
        "openclip, tokenizer.json, tokenizer.json",
        "siglip2, tokenizer.json, tokenizer.json",
        "siglip2, preprocessor_config.json, preprocessor_config.json",
    })
    void fileMissing_isNamed(String name, String file, String named) {
        refused(fixture(name).without(file), named);
    }

    @ParameterizedTest
    @CsvSource({
        "immich, config.json, '\"context_length\": 77', '\"context_length\": 2', context_length",
        "immich, config.json, '\"text_cfg\": {', '\"text_cfg\": 1, \"was\": {', text_cfg",
        "openclip, open_clip_config.json, '\"context_length\": 77', '\"context_length\": \"long\"', context_length",
        "openclip, open_clip_config.json, bicubic, cubist, interpolation",
    })
    void configurationThatCannotBe_namesTheKey(String name, String file, String from, String to, String key) {
        FakeModelFolder folder = fixture(name);
        assertThat(folder.text(file)).contains(from);
        refused(folder.with(file, folder.text(file).replace(from, to)), key);
    }

    private static void refused(FakeModelFolder folder, String words) {
        assertThatThrownBy(() -> serve(folder).close())
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(words);
    }
}

package dev.triptych.plugin.imageencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.parity.Served;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Recognition;
import dev.triptych.testing.FakeModelFolder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which folders are served, and what is said of those that are not. */
class ImageEncoderFoldersTest {
    private static final String CONFIG = "config.json";

    @Test
    void recognise_headlessEncoderWithGraph_isRecognised() {
        assertThat(recognise(vit())).isInstanceOf(Recognition.Recognised.class);
        assertThat(recognise(ImageEncoderGoldens.DINOV2.folder())).isInstanceOf(Recognition.Recognised.class);
        assertThat(recognise(type("swin").override("pooling", "pooler"))).isInstanceOf(Recognition.Recognised.class);
    }

    @Test
    void recognise_whatIsNoEncoderOfImages_isNotMine() {
        List<FakeModelFolder> others = List.of(
                vit().without(CONFIG),
                vit().without("onnx/model.onnx"),
                vit().without("preprocessor_config.json"),
                vit().with("tokenizer.json", "{}"),
                vit().with(CONFIG, vit().text(CONFIG).replace("ViTModel", "ViTForImageClassification")));
        for (FakeModelFolder folder : others) {
            assertThat(recognise(folder)).isInstanceOf(Recognition.NotMine.class);
        }
        Recognition unknown = recognise(type("swin"));
        assertThat(unknown).isInstanceOf(Recognition.NotMine.class);
        assertThat(unknown.why()).contains("pooling: cls, mean or pooler in model.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pooling: max|CONFIG_INVALID|model.yaml: pooling must be cls, mean or pooler",
                "normalize: 1|CONFIG_INVALID|model.yaml: normalize must be true or false",
                "poling: cls|CONFIG_INVALID|model.yaml: unknown key 'poling'",
                "dtype: q4|MODEL_INCOMPLETE|model.yaml asks for dtype q4"
            })
    void load_badStatement_isNamed(String line, Reason reason, String words) {
        refused(vit().with("model.yaml", line + "\n"), reason, words);
    }

    @Test
    void load_badFolder_isNamedWithWhatWasExpected() {
        refused(type("swin"), Reason.CONFIG_INVALID, "config.json: model_type 'swin' does not tell");
        refused(
                vit().without("preprocessor_config.json"),
                Reason.MODEL_INCOMPLETE,
                "preprocessor_config.json is missing");
        refused(vit().without("onnx/model.onnx"), Reason.MODEL_INCOMPLETE, "no ONNX file");
        refused(vit().without(CONFIG), Reason.MODEL_INCOMPLETE, "config.json is missing");
    }

    private static FakeModelFolder vit() {
        return ImageEncoderGoldens.VIT.folder();
    }

    private static FakeModelFolder type(String name) {
        return vit().with(CONFIG, vit().text(CONFIG).replace("\"vit\"", '"' + name + '"'));
    }

    private static Recognition recognise(FakeModelFolder folder) {
        return new ImageEncoderPlugin().recognise(folder);
    }

    private static void refused(FakeModelFolder folder, Reason reason, String start) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> {
            try (Served served = ImageEncoderGoldens.serve(folder, UnaryOperator.identity())) {
                assertThat(served).isNull();
            }
        });
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).as(refused.text()).isEqualTo(reason);
        assertThat(refused.text()).startsWith(start).hasSizeLessThanOrEqualTo(512);
    }
}

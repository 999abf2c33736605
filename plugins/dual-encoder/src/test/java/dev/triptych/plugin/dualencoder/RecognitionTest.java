package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.model.Recognition;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionTest {
    private static final String CLIP = "{\"model_type\": \"clip\"}";

    private static Recognition recognise(FakeModelFolder folder) {
        return new DualEncoderPlugin().recognise(folder);
    }

    private static int strength(FakeModelFolder folder) {
        return ((Recognition.Recognised) recognise(folder)).strength();
    }

    @Test
    void strength_modelYamlNamesTheFamily_isAboveEveryConfiguration() {
        FakeModelFolder plain = FakeModelFolder.of(Fixtures.path("clip-combined"));
        FakeModelFolder named = plain.copy().override("family", "dual-encoder");
        assertThat(strength(named)).isGreaterThan(100);
        assertThat(strength(plain)).isBetween(1, 99);
    }

    @Test
    void recognise_modelYamlWithoutConfig_isRecognised() {
        assertThat(recognise(new FakeModelFolder("towers").override("family", "dual-encoder")))
                .isInstanceOf(Recognition.Recognised.class);
    }

    @Test
    void recognise_weightsOnly_needsExportWithTheExactCommand() {
        FakeModelFolder folder =
                new FakeModelFolder("my-clip").with("config.json", CLIP).with("model.safetensors", "w");
        assertThat(recognise(folder))
                .isEqualTo(new Recognition.NeedsExport(
                        "config.json of a dual encoder with weights, but no ONNX file",
                        "triptych-export my-clip my-clip-onnx"));
    }

    @Test
    void recognise_configAlone_isNotMine() {
        assertThat(recognise(new FakeModelFolder("half").with("config.json", CLIP)))
                .isInstanceOf(Recognition.NotMine.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{\"model_type\": 3}",
                "{\"model_type\": \"bert\"}",
                "{\"model_type\": {}}",
                "{"
            })
    void recognise_configOfSomethingElse_isNotMine(String config) {
        FakeModelFolder folder =
                new FakeModelFolder("other").with("config.json", config).with("model.onnx", "x");
        assertThat(recognise(folder)).isInstanceOf(Recognition.NotMine.class);
    }

    @Test
    void recognise_configNestedWithoutEnd_isNotMine() {
        FakeModelFolder folder = new FakeModelFolder("deep")
                .with("config.json", "{\"a\":".repeat(100_000))
                .with("model.onnx", "x");
        assertThat(recognise(folder)).isInstanceOf(Recognition.NotMine.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "onnx/model.onnx", "text_model.onnx", "onnx/vision_model.onnx"})
    void recognise_clipWithAnyOfTheLayouts_isRecognised(String file) {
        assertThat(strength(
                        new FakeModelFolder("clip").with("config.json", CLIP).with(file, "x")))
                .isEqualTo(90);
    }
}

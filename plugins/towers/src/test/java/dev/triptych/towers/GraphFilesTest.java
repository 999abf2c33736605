package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.error.TaskException;
import dev.triptych.testing.FakeModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFilesTest {
    private static FakeModelFolder folder(String... files) {
        FakeModelFolder folder = new FakeModelFolder("m");
        for (String file : files) {
            folder.with(file, "x");
        }
        return folder;
    }

    private static String found(FakeModelFolder folder) {
        return GraphFiles.of(folder)
                .find("model")
                .map(GraphFiles.GraphFile::name)
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "onnx/model.onnx, onnx/model_fp16.onnx, onnx/model.onnx",
        "onnx/model_quantized.onnx, onnx/model_fp16.onnx, onnx/model_fp16.onnx",
        "model_q4.onnx, model_uint8.onnx, model_uint8.onnx",
        "model_bnb4.onnx, text_model.onnx, model_bnb4.onnx",
        "model.onnx, onnx/model_int8.onnx, model.onnx",
    })
    void find_nothingAsked_takesTheNearestToSinglePrecision(String one, String other, String taken) {
        assertThat(found(folder(one, other))).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "fp16, model_fp16.onnx",
        "q8, model_quantized.onnx",
        "quantized, model_quantized.onnx",
        "fp32, model.onnx"
    })
    void find_dtypeAsked_takesThat(String dtype, String taken) {
        FakeModelFolder all = folder("model.onnx", "model_fp16.onnx", "model_quantized.onnx");
        assertThat(found(all.override("dtype", dtype))).isEqualTo(taken);
    }

    @Test
    void find_dtypeThatIsNotThere_namesTheFile() {
        FakeModelFolder folder = folder("model.onnx").override("dtype", "int8");
        assertThatThrownBy(() -> found(folder))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("'model_int8.onnx'");
    }

    @Test
    void of_unknownDtype_listsTheKnown() {
        FakeModelFolder folder = folder("model.onnx").override("dtype", "fp8");
        assertThatThrownBy(() -> GraphFiles.of(folder))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("dtype")
                .hasMessageContaining("fp32, fp16, q8");
    }

    @Test
    void find_nothingThere_isEmpty() {
        assertThat(found(folder("text_model.onnx", "model.onnx.part"))).isEmpty();
    }
}

package dev.triptych.media.image;

import static dev.triptych.media.testing.Fixtures.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every processor and transform, over pictures of many shapes, against transformers and open_clip, bit for bit. */
class GoldenPreprocessingTest {
    static Stream<JsonNode> goldens() {
        return PreprocessingGoldens.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void process_anyFile_equalsItsReference(JsonNode golden) {
        ImageSettings settings = PreprocessingGoldens.settings(golden);
        for (JsonNode one : golden.get("cases")) {
            RgbImage image = PreprocessingGoldens.picture(one.get("image").asText());
            if (one.path("refused").asBoolean()) {
                assertRefused(settings, image);
                continue;
            }
            Size tensor = Geometry.of(settings, image.width(), image.height()).tensor();
            assertThat(new long[] {3, tensor.height(), tensor.width()})
                    .as("shape of %s", one)
                    .containsExactly(Fixtures.elements(one.get("shape"))
                            .mapToLong(JsonNode::asLong)
                            .toArray());
            assertThat(sha256(PreprocessingGoldens.tensor(settings, image)))
                    .as("tensor of %s under %s", one, settings.canonical())
                    .isEqualTo(one.get("sha256").asText());
            assertThat(new ImagePreprocessor(settings, MediaLimits.DEFAULT)
                            .type()
                            .name())
                    .isEqualTo(one.get("dtype").asText().equals("uint8") ? "UINT8" : "FP32");
        }
    }

    private static void assertRefused(ImageSettings settings, RgbImage image) {
        TaskException refused =
                catchThrowableOfType(TaskException.class, () -> PreprocessingGoldens.tensor(settings, image));
        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
        assertThat(refused.text()).startsWith("image: " + image.width() + " x " + image.height());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void parse_fileAsTheReferenceSavesIt_meansTheSame(JsonNode golden) {
        ImageSettings settings = PreprocessingGoldens.settings(golden);
        if (golden.has("saved")) {
            assertThat(PreprocessingGoldens.settings(golden, golden.get("saved")))
                    .isEqualTo(settings);
            String nested = "{\"tokenizer\": {}, \"image_processor\": " + golden.get("saved") + "}";
            assertThat(HuggingFaceSettings.parse(nested)).isEqualTo(settings);
        } else if (!golden.has("model_type")) {
            String whole = "{\"model_cfg\": {\"embed_dim\": 4}, \"preprocess_cfg\": " + golden.get("config") + "}";
            assertThat(OpenClipSettings.parse(whole)).isEqualTo(settings);
        }
    }
}

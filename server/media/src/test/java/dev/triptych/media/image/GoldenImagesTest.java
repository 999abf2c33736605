package dev.triptych.media.image;

import static dev.triptych.media.testing.Fixtures.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoding, resizing and whole processors against Pillow and transformers, bit for bit. */
class GoldenImagesTest {
    private final ImageDecoder decoder = new ImageDecoder(MediaLimits.DEFAULT);

    static Stream<JsonNode> manifest() {
        return Fixtures.elements(Fixtures.json("images/manifest.json"));
    }

    static Stream<JsonNode> clip() {
        return Fixtures.elements(Fixtures.json("goldens/clip.json").get("images"));
    }

    static Stream<JsonNode> resizes() {
        return Fixtures.elements(Fixtures.json("goldens/resize.json"));
    }

    static Stream<JsonNode> processors() {
        return Fixtures.elements(Fixtures.json("goldens/processor.json"));
    }

    @ParameterizedTest
    @MethodSource("manifest")
    void decode_anyFixture_equalsPillow(JsonNode golden) {
        RgbImage image = decoder.decode(Fixtures.image(golden.get("name").asText()));
        assertThat(image.width()).isEqualTo(golden.get("width").asInt());
        assertThat(image.height()).isEqualTo(golden.get("height").asInt());
        assertThat(sha256(image.pixels())).isEqualTo(golden.get("rgb_sha256").asText());
    }

    @ParameterizedTest
    @MethodSource("clip")
    void process_clip_equalsTransformers(JsonNode golden) {
        ImagePreprocessor processor =
                ImagePreprocessor.fromHuggingFace(Fixtures.text("clip-combined/preprocessor_config.json"));
        ByteBuffer encoded = Fixtures.image(golden.get("name").asText());
        assertThat(sha256(processor.pixels(decoder.decode(encoded)).pixels()))
                .isEqualTo(golden.get("resized_hwc_u8_sha256").asText());
        assertThat(sha256(process(processor, encoded)))
                .isEqualTo(golden.get("pixel_values_chw_f32_sha256").asText());
    }

    @ParameterizedTest
    @MethodSource("resizes")
    void resize_anyFilter_equalsPillow(JsonNode golden) {
        RgbImage image = decoder.decode(Fixtures.image(golden.get("image").asText()));
        RgbImage resized = new Resampler()
                .resize(
                        image,
                        golden.get("width").asInt(),
                        golden.get("height").asInt(),
                        ResampleFilter.ofCode(golden.get("resample").asInt()));
        assertThat(sha256(resized.pixels())).isEqualTo(golden.get("rgb_sha256").asText());
    }

    @ParameterizedTest
    @MethodSource("processors")
    void process_anySettings_equalsTransformers(JsonNode golden) {
        for (String form : new String[] {"given", "config"}) {
            ImagePreprocessor processor =
                    ImagePreprocessor.fromHuggingFace(golden.get(form).toString(), "clip");
            ByteBuffer encoded = Fixtures.image(golden.get("image").asText());
            assertThat(sha256(process(processor, encoded)))
                    .isEqualTo(golden.get("chw_sha256").asText());
            long[] shape = processor.outputShape(processor.sniff(encoded));
            assertThat(shape).containsExactly(shape(golden));
            assertThat(processor.type().name())
                    .isEqualTo(golden.get("dtype").asText().equals("uint8") ? "UINT8" : "FP32");
        }
    }

    private static long[] shape(JsonNode golden) {
        return Fixtures.elements(golden.get("shape"))
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    static byte[] process(ImagePreprocessor processor, ByteBuffer encoded) {
        long[] shape = processor.outputShape(processor.sniff(encoded));
        byte[] out = new byte
                [(int) (shape[0] * shape[1] * shape[2]) * processor.type().width()];
        processor.process(encoded, ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN));
        return out;
    }
}

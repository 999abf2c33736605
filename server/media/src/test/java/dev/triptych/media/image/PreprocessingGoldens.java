package dev.triptych.media.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.media.testing.Noise;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** {@code goldens/preprocessing.json}, and how a test runs an image through settings. */
final class PreprocessingGoldens {
    private static final Map<String, RgbImage> PICTURES = new ConcurrentHashMap<>();

    private PreprocessingGoldens() {}

    /** One entry for each file. */
    static Stream<JsonNode> all() {
        return Fixtures.elements(Fixtures.json("goldens/preprocessing.json"));
    }

    static ImageSettings settings(JsonNode golden) {
        return settings(golden, golden.get("config"));
    }

    static ImageSettings settings(JsonNode golden, JsonNode config) {
        return golden.get("file").asText().equals("preprocess_cfg.json")
                ? OpenClipSettings.parse(config.toString())
                : HuggingFaceSettings.parse(
                        config.toString(), golden.path("model_type").asText());
    }

    static RgbImage picture(String name) {
        return PICTURES.computeIfAbsent(
                name,
                key -> key.endsWith(".png")
                        ? new ImageDecoder(MediaLimits.DEFAULT).decode(Fixtures.image(key))
                        : Noise.image(key));
    }

    /** The tensor's bytes. */
    static byte[] tensor(ImageSettings settings, RgbImage image) {
        ImagePreprocessor processor = new ImagePreprocessor(settings, MediaLimits.DEFAULT);
        Size size = Geometry.of(settings, image.width(), image.height()).tensor();
        byte[] out = new byte[(int) (3 * size.pixels() * processor.type().width())];
        // What lay in the buffer must not show through the padding.
        Arrays.fill(out, (byte) 0x55);
        processor.process(image, ByteBuffer.wrap(out));
        return out;
    }
}

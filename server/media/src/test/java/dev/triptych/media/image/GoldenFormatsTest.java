package dev.triptych.media.image;

import static dev.triptych.media.testing.Fixtures.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odd files of every format against Pillow, bit for bit: upright as {@code load_image} has them, and as stored. */
class GoldenFormatsTest {
    private final ImageDecoder upright = new ImageDecoder(MediaLimits.DEFAULT);
    private final ImageDecoder stored =
            new ImageDecoder(MediaLimits.DEFAULT, new ImageOptions(false, ImageOptions.Animation.FIRST_FRAME));
    private final ImageSniffer sniffer = new ImageSniffer(MediaLimits.DEFAULT);

    static Stream<JsonNode> files() {
        return Fixtures.elements(Fixtures.json("formats/manifest.json"));
    }

    static Stream<JsonNode> equalFiles() {
        return files().filter(file -> !file.has("tolerance"));
    }

    /** Files that only a Java run time with libjpeg-turbo decodes as Pillow does. */
    static Stream<JsonNode> nearFiles() {
        return files().filter(file -> file.has("tolerance"));
    }

    @ParameterizedTest
    @MethodSource("equalFiles")
    void decode_oddFile_equalsPillow(JsonNode golden) {
        ByteBuffer encoded = Fixtures.format(golden.get("name").asText());
        String digest = golden.get("rgb_sha256").asText();

        RgbImage image = upright.decode(encoded);

        assertThat(image.width()).isEqualTo(golden.get("width").asInt());
        assertThat(image.height()).isEqualTo(golden.get("height").asInt());
        assertThat(sha256(image.pixels())).isEqualTo(digest);
        assertThat(sha256(stored.decode(encoded).pixels()))
                .isEqualTo(golden.path("stored_sha256").asText(digest));
    }

    @ParameterizedTest
    @MethodSource("nearFiles")
    void decode_rareSampling_isNearPillow(JsonNode golden) throws DataFormatException {
        byte[] pixels =
                upright.decode(Fixtures.format(golden.get("name").asText())).pixels();
        byte[] wanted = new byte[pixels.length];
        Inflater inflater = new Inflater();
        inflater.setInput(Base64.getDecoder().decode(golden.get("rgb").asText()));
        assertThat(inflater.inflate(wanted)).isEqualTo(pixels.length);
        inflater.end();
        int largest = 0;
        for (int i = 0; i < pixels.length; i++) {
            largest = Math.max(largest, Math.abs((pixels[i] & 0xFF) - (wanted[i] & 0xFF)));
        }
        assertThat(largest).isLessThanOrEqualTo(golden.get("tolerance").asInt());
    }

    @ParameterizedTest
    @MethodSource("files")
    void sniff_oddFile_statesTheSizeAsShown(JsonNode golden) {
        ImageHeader header = sniffer.sniff(Fixtures.format(golden.get("name").asText()));

        assertThat(header.width()).isEqualTo(golden.get("width").asInt());
        assertThat(header.height()).isEqualTo(golden.get("height").asInt());
        assertThat(header.orientation() != Orientation.UPRIGHT).isEqualTo(golden.has("stored_sha256"));
    }
}

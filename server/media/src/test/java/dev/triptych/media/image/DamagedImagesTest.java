package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.media.testing.Pngs;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a whole image of a served format, and the reason that each is given. */
class DamagedImagesTest {
    private static final String BASELINE = "jpeg-420-coffee-640x427-q75.jpg";
    private static final String PROGRESSIVE = "jpeg-progressive-420-astronaut-201x150-q80.jpg";
    private static final String PNG = "png-rgb-coffee-150x100.png";

    private final ImageDecoder decoder = new ImageDecoder(MediaLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource({
        BASELINE + ",1",
        BASELINE + ",10",
        BASELINE + ",50",
        BASELINE + ",90",
        BASELINE + ",99",
        PROGRESSIVE + ",10",
        PROGRESSIVE + ",50",
        PROGRESSIVE + ",99",
        PNG + ",1",
        PNG + ",10",
        PNG + ",50",
        PNG + ",99"
    })
    void decode_cutShort_isTruncated(String name, int percent) {
        byte[] whole = Fixtures.bytes("images/" + name);
        byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
        TaskException refused = refused(cut);
        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TRUNCATED);
        assertThat(refused.metadata()).containsEntry("bytes", Integer.toString(cut.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {BASELINE, PROGRESSIVE})
    void decode_cutShortButClosed_isRefused(String name) {
        byte[] whole = Fixtures.bytes("images/" + name);
        byte[] cut = Arrays.copyOf(whole, whole.length / 2);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;
        assertThat(refused(cut).reason()).isIn(Reason.IMAGE_TRUNCATED, Reason.IMAGE_CORRUPT);
    }

    @Test
    void decode_jpegWithTrailingBytes_isFine() {
        byte[] whole = Fixtures.bytes("images/" + BASELINE);
        byte[] longer = Arrays.copyOf(whole, whole.length + 1000);
        assertThat(decoder.decode(ByteBuffer.wrap(longer)).width()).isEqualTo(640);
    }

    @Test
    void decode_nothing_isEmpty() {
        assertThat(refused(new byte[0]).reason()).isEqualTo(Reason.MEDIA_EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "%!PS-Adobe-3.0 EPSF",
                "%PDF-1.7",
                "II*\0",
                "\0",
                "#EXTM3U"
            })
    void decode_otherFormats_areUnsupportedAndListsServed(String bytes) {
        TaskException refused = refused(bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused.reason()).isEqualTo(Reason.MEDIA_TYPE_UNSUPPORTED);
        assertThat(refused).hasMessageContaining("JPEG").hasMessageContaining("PNG");
    }

    @ParameterizedTest
    @CsvSource({"16,3,0", "8,1,0", "8,2,2", "3,0,0", "4,2,0", "8,7,0"})
    void decode_pngKindsThatDoNotExist_areCorrupt(int depth, int colour, int interlace) {
        assertThat(refused(Pngs.header(4, 4, depth, colour, interlace)).reason())
                .isEqualTo(Reason.IMAGE_CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({"50000,50000", "65536,1", "1,2147483647", "8001,8000"})
    void sniff_bombByHeader_isTooLarge(int width, int height) {
        TaskException refused = refused(Pngs.header(width, height, 8, 2, 0));
        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
        assertThat(refused.metadata()).containsEntry("limit", "64000000");
    }

    @ParameterizedTest
    @CsvSource({"0,5", "5,0", "-1,5"})
    void decode_noPixels_isCorrupt(int width, int height) {
        assertThat(refused(Pngs.header(width, height, 8, 2, 0)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
    }

    @Test
    void decode_oneByVeryHigh_isFine() {
        RgbImage image = decoder.decode(ByteBuffer.wrap(Pngs.rgb(1, 65535)));
        assertThat(image.height()).isEqualTo(65535);
    }

    @Test
    void decode_headerSmallerThanData_readsOnlyTheHeadersRows() {
        assertThat(decoder.decode(ByteBuffer.wrap(Pngs.rgb(4, 4, 1000))).pixels())
                .hasSize(48);
    }

    @Test
    void decode_headerLargerThanData_isRefused() {
        assertThat(refused(Pngs.rgb(64, 64, 2)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
    }

    @Test
    void decode_hugeTextChunk_isSteppedOverOrRefused() {
        byte[] bomb = Pngs.withTextBomb(4, 4, 64 << 20);
        assertThatCode(() -> decoder.decode(ByteBuffer.wrap(bomb))).doesNotThrowAnyException();
        assertThat(refused(Pngs.withChunkLength(4, 4, 1 << 30)).reason()).isEqualTo(Reason.IMAGE_TRUNCATED);
    }

    @Test
    void decode_flippedBitInPng_isCorrupt() {
        byte[] bytes = Fixtures.bytes("images/" + PNG);
        bytes[bytes.length / 2] ^= 1;
        assertThat(refused(bytes).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
    }

    @Test
    void decode_encodedBytesAboveTheLimit_isTooLarge() {
        ImageDecoder small = new ImageDecoder(new MediaLimits(100, 1000, 1000));
        TaskException refused = catchThrowableOfType(TaskException.class, () -> small.decode(Fixtures.image(PNG)));
        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
    }

    @Test
    void decode_direct_leavesPositionAndReadsFromIt() {
        byte[] bytes = Fixtures.bytes("images/" + BASELINE);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 7)
                .position(7)
                .put(bytes)
                .position(7);
        assertThat(decoder.decode(direct).pixels())
                .isEqualTo(decoder.decode(ByteBuffer.wrap(bytes)).pixels());
        assertThat(direct.position()).isEqualTo(7);
    }

    private TaskException refused(byte[] bytes) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> decoder.decode(ByteBuffer.wrap(bytes)));
        assertThat(refused).isNotNull();
        return refused;
    }
}

package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.media.testing.Headers;
import dev.triptych.media.testing.Memory;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 17 before decoding: what headers cost does not grow with what a file puts there. */
class HeaderStepsTest {
    private static final int MANY = 200_000;
    private static final String TURNED = "tiff:Orientation=\"6\"";

    private final ImageSniffer sniffer = new ImageSniffer(MediaLimits.DEFAULT);
    private final ImageDecoder decoder = new ImageDecoder(MediaLimits.DEFAULT);

    private final byte[] webp = Fixtures.bytes("formats/webp-lossless-m6.webp");
    private final ImageHeader webpHeader = sniffer.sniff(ByteBuffer.wrap(webp));

    @Test
    void row17_partsBeyondTheSteps_areNotLookedAt() {
        Map<String, byte[]> files = Map.of(
                "png", Headers.png(MANY),
                "jpeg", Headers.jpeg(0, 0, new byte[0], MANY),
                "gif", Headers.gif(MANY, 1),
                "webp before", Headers.webp(webp, webpHeader.width(), webpHeader.height(), MANY, 0),
                "webp after", Headers.webp(webp, webpHeader.width(), webpHeader.height(), 0, MANY));
        files.forEach((name, bytes) -> {
            HeaderSteps steps = new HeaderSteps();
            look(bytes, steps);
            assertThat(steps.taken()).as(name).isEqualTo(HeaderSteps.MAX);
        });
    }

    @Test
    void row17_everydayFile_takesFewSteps() {
        Fixtures.elements(Fixtures.json("formats/manifest.json"))
                .map(file -> file.get("name").asText())
                .forEach(name -> {
                    HeaderSteps steps = new HeaderSteps();
                    look(Fixtures.bytes("formats/" + name), steps);
                    assertThat(steps.taken()).as(name).isLessThan(100);
                });
    }

    @Test
    void row17_stepsOfAnotherKind_areRefusedOrPassed() {
        assertThat(refused(Headers.jpeg(0, 0, new byte[0], MANY)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
        assertThat(refused(Headers.gif(MANY, 1)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
        assertThat(decoder.decode(ByteBuffer.wrap(Headers.png(MANY))).width()).isEqualTo(1);
        assertThat(decoder.decode(ByteBuffer.wrap(Headers.jpeg(0, 0, new byte[0], 30_000)))
                        .width())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row17_severalPackets_theLastIsReadAlone(boolean turnedFirst) {
        String plain = Headers.packet(1000, "");
        byte[] file = turnedFirst ? Headers.png(0, TURNED, plain) : Headers.png(0, plain, TURNED);

        // Pillow keeps the last packet too, and looks at no other.
        assertThat(orientation(file)).isEqualTo(turnedFirst ? Orientation.UPRIGHT : Orientation.ofTag(6));
    }

    @ParameterizedTest
    @CsvSource({"100,true", "65540,true", "65556,true", "131072,true", "1048554,true", "1048600,false"})
    void row17_packet_isSearchedForAMebibyte(int length, boolean found) {
        byte[] file = Headers.png(0, Headers.packet(length, TURNED));

        assertThat(orientation(file)).isEqualTo(found ? Orientation.ofTag(6) : Orientation.UPRIGHT);
    }

    @Test
    void row17_jpegOfManyExif_readsTheFirst() {
        byte[] exif = new byte[60_000];
        byte[] start = "Exif\0\0II*\0\10\0\0\0\377\377".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(start, 0, exif, 0, start.length);
        byte[] turned = Arrays.copyOf(start, 6 + 8 + 2 + 12);
        turned[14] = 1;
        turned[15] = 0;
        byte[] entry = {0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0};
        System.arraycopy(entry, 0, turned, 16, entry.length);

        assertThat(orientation(Headers.jpeg(1, 0xE1, turned, 0))).isEqualTo(Orientation.ofTag(6));
        byte[] two = Headers.jpeg(1, 0xE1, turned, 0);
        byte[] filler = Headers.jpeg(1, 0xE1, exif, 0);
        byte[] both = new byte[4 + exif.length + two.length];
        System.arraycopy(filler, 0, both, 0, 6 + exif.length);
        System.arraycopy(two, 2, both, 6 + exif.length, two.length - 2);
        assertThat(orientation(both)).isEqualTo(Orientation.UPRIGHT);
    }

    @Test
    void row08_gifOfManyRuns_isToldApartOnlyByDecoding() {
        ImageOptions alone = new ImageOptions(true, ImageOptions.Animation.REFUSE);
        byte[] file = Headers.gif(0, MANY);
        HeaderSteps steps = new HeaderSteps();

        ImageFiles.open(ByteBuffer.wrap(file), alone, steps);

        assertThat(steps.taken()).isLessThan(10);
    }

    @Test
    void row17_damageInTheFirstRows_endsTheWork() {
        byte[] sound = Fixtures.bytes("images/jpeg-progressive-420-astronaut-201x150-q80.jpg");
        byte[] damaged = tallAndDamaged(sound);
        AtomicInteger looks = new AtomicInteger();

        TaskException refused = catchThrowableOfType(
                TaskException.class,
                () -> decoder.decode(ByteBuffer.wrap(damaged), () -> {
                    looks.incrementAndGet();
                    return false;
                }));

        assertThat(refused.reason()).isEqualTo(Reason.IMAGE_CORRUPT);
        // One look every 64 of 8,000 rows of each pass would be more than a hundred.
        assertThat(looks.get()).isLessThan(20);
    }

    @Test
    void row17_paletteOfABmp_isReadOnceAndNotByRow() {
        int rows = 20_000;
        ByteBuffer bmp = ByteBuffer.allocate(62 + 4 * rows).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(10, 62).putInt(14, 40).putInt(18, 8);
        bmp.putInt(22, rows).putShort(26, (short) 1).putShort(28, (short) 1).clear();
        decoder.decode(bmp);

        long allocated = Memory.allocatedBy(() -> decoder.decode(bmp));

        assertThat(allocated).isLessThan(3L * 8 * rows + (1 << 18));
    }

    /** A progressive file said to be 8,000 rows high, with bits that are no code near the start of its first scan. */
    private static byte[] tallAndDamaged(byte[] jpeg) {
        byte[] out = jpeg.clone();
        int frame = segment(out, 0xC2);
        out[frame + 5] = 8_000 >> 8;
        out[frame + 6] = (byte) 8_000;
        int scan = segment(out, 0xDA);
        Arrays.fill(out, scan + 40, scan + 80, (byte) 0xFE);
        return out;
    }

    private static int segment(byte[] jpeg, int marker) {
        int at = 2;
        while ((jpeg[at + 1] & 0xFF) != marker) {
            at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
        }
        return at;
    }

    private static void look(byte[] bytes, HeaderSteps steps) {
        try {
            ImageFiles.open(ByteBuffer.wrap(bytes), ImageOptions.DEFAULT, steps).orientation();
        } catch (TaskException refused) {
            assertThat(refused.reason()).isEqualTo(Reason.IMAGE_CORRUPT);
        }
    }

    private static Orientation orientation(byte[] bytes) {
        return ImageFiles.open(ByteBuffer.wrap(bytes), ImageOptions.DEFAULT, new HeaderSteps())
                .orientation();
    }

    private TaskException refused(byte[] bytes) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> sniffer.sniff(ByteBuffer.wrap(bytes)));
        assertThat(refused).isNotNull();
        return refused;
    }
}

package dev.triptych.media.image;

import static dev.triptych.media.testing.Fixtures.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.media.testing.Jpegs;
import dev.triptych.media.testing.Memory;
import dev.triptych.media.testing.Pngs;
import dev.triptych.spi.error.Code;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 1 to 11 and 17 of the catalogue of faults, on the decoder alone; each names the row that it holds. */
class ImageRowsTest {
    private static final ImageOptions REFUSING = new ImageOptions(true, ImageOptions.Animation.REFUSE);

    private final ImageDecoder decoder = new ImageDecoder(MediaLimits.DEFAULT);
    private final ImageSniffer sniffer = new ImageSniffer(MediaLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg-cmyk-adobe.jpg",
                "jpeg-ycck-progressive.jpg",
                "png-rgba-16-adam7.png",
                "png-palette-8.png",
                "gif-long-codes.gif",
                "bmp-24.bmp",
                "bmp-8-rle.bmp",
                "webp-lossy-q75.webp",
                "webp-lossless-m6.webp"
            })
    void row01_cutAnywhere_isTruncatedAtThatByte(String name) {
        byte[] whole = Fixtures.bytes("formats/" + name);
        for (int percent : new int[] {10, 50, 90}) {
            byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
            TaskException refused = refused(cut);
            assertThat(refused.reason()).as("%s at %d %%", name, percent).isEqualTo(Reason.IMAGE_TRUNCATED);
            assertThat(refused.metadata()).containsEntry("bytes", Integer.toString(cut.length));
        }
    }

    @Test
    void row02_hugePng_isRefusedByItsHeaderWithoutMemory() {
        byte[] bomb = Arrays.copyOf(Pngs.header(50_000, 50_000, 8, 2, 0), 30_000);
        refused(bomb);

        long allocated = Memory.allocatedBy(() -> {
            TaskException refused = refused(bomb);
            assertThat(refused.reason()).isEqualTo(Reason.IMAGE_TOO_LARGE);
            assertThat(refused).hasMessageContaining("50000 x 50000").hasMessageContaining("64000000");
        });

        assertThat(allocated).isLessThan(1 << 20);
    }

    @ParameterizedTest
    @CsvSource({"gif-plain.gif,6,2", "bmp-24.bmp,18,4", "bmp-24-top-down.bmp,18,4", "webp-exif-6.webp,24,3"})
    void row02_hugeEdgesInAnyFormat_areRefusedByTheHeader(String name, int at, int width) {
        byte[] bytes = Fixtures.bytes("formats/" + name);
        Arrays.fill(bytes, at, at + width, (byte) 0x7F);
        if (name.startsWith("gif")) {
            Arrays.fill(bytes, at, at + 4, (byte) 0xFF);
        }
        assertThat(refused(bytes).reason()).isIn(Reason.IMAGE_TOO_LARGE, Reason.IMAGE_CORRUPT);
    }

    @Test
    void row03_headerLargerThanData_isRefused() {
        assertThat(refused(Pngs.rgb(64, 64, 2)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
        assertThat(refused(patched("gif-plain.gif", 13 + 48 + 7, 0xFF)).reason())
                .isEqualTo(Reason.IMAGE_TRUNCATED);
        assertThat(refused(patched("bmp-24.bmp", 22, 0xF0)).reason()).isEqualTo(Reason.IMAGE_TRUNCATED);
        assertThat(refused(patched("webp-exif-6.webp", 24, 0xF0)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
        byte[] jpeg = Fixtures.bytes("formats/jpeg-icc.jpg");
        jpeg[frameHeader(jpeg) + 5] = 3;
        assertThat(refused(jpeg).reason()).isIn(Reason.IMAGE_TRUNCATED, Reason.IMAGE_CORRUPT);
    }

    @Test
    void row03_headerSmallerThanData_readsNoMoreThanItSays() {
        byte[] png = Pngs.rgb(64, 64, 20_000);
        decoder.decode(ByteBuffer.wrap(png));

        long allocated = Memory.allocatedBy(
                () -> assertThat(decoder.decode(ByteBuffer.wrap(png)).pixels()).hasSize(3 * 64 * 64));

        assertThat(allocated).isLessThan(1 << 18);
        assertThat(decoder.decode(ByteBuffer.wrap(patched("gif-plain.gif", 13 + 48 + 7, 2)))
                        .pixels())
                .hasSize(3 * 9 * 7);
    }

    @Test
    void row04_nothing_isEmpty() {
        assertThat(refused(new byte[0]).reason()).isEqualTo(Reason.MEDIA_EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png-adam7-1x1.png", "webp-lossy-1x1.webp", "webp-lossless-1x1.webp"})
    void row04_onePixel_isFine(String name) {
        assertThat(decoder.decode(Fixtures.format(name)).pixels()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"bmp-24.bmp,18", "bmp-24.bmp,22", "gif-plain.gif,66"})
    void row04_anEdgeOfNothing_isCorrupt(String name, int at) {
        assertThat(refused(patched(name, at, 0)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg-cmyk-adobe.jpg",
                "jpeg-cmyk-420.jpg",
                "jpeg-cmyk-no-marker.jpg",
                "jpeg-ycck.jpg",
                "jpeg-ycck-progressive.jpg"
            })
    void row05_inks_equalPillow(String name) {
        assertEqualsPillow(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "png-rgb-16.png",
                "png-grey-16.png",
                "png-grey-16-dark.png",
                "png-grey-alpha-8.png",
                "png-palette-trns.png",
                "png-grey-1.png",
                "png-rgba-8-adam7.png",
                "png-icc-gamma.png"
            })
    void row06_oddPngs_equalPillow(String name) {
        assertEqualsPillow(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void row07_orientation_isAppliedAsTheReferenceLoaderDoes(int tag) {
        assertEqualsPillow("jpeg-exif-" + tag + ".jpg");
    }

    @Test
    void row07_directoryThatPointsAtItself_isIgnored() {
        assertEqualsPillow("jpeg-exif-loop.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif-animated.gif", "png-animated.png", "webp-animated.webp"})
    void row08_manyFrames_areNotRead(String name) {
        byte[] one = Fixtures.bytes("formats/" + name);
        RgbImage first = decoder.decode(ByteBuffer.wrap(one));
        // What follows the first frame is rubbish, and a lot of it.
        byte[] many = Arrays.copyOf(one, one.length + (8 << 20));

        long allocated = Memory.allocatedBy(
                () -> assertThat(decoder.decode(ByteBuffer.wrap(many)).pixels()).isEqualTo(first.pixels()));

        assertThat(allocated).isLessThan(1 << 18);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif-animated.gif", "png-animated.png", "webp-animated.webp"})
    void row08_animation_isRefusedWhereThePolicySaysSo(String name) {
        ImageDecoder refusing = new ImageDecoder(MediaLimits.DEFAULT, REFUSING);
        TaskException refused = catchThrowableOfType(TaskException.class, () -> refusing.decode(Fixtures.format(name)));
        assertThat(refused.reason()).isEqualTo(Reason.MEDIA_TYPE_UNSUPPORTED);
        assertThat(refusing.decode(Fixtures.format("gif-plain.gif")).width()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "<svg xmlns='http://www.w3.org/2000/svg'/>,SVG",
        "%!PS-Adobe-3.0 EPSF,PostScript",
        "%PDF-1.7,PDF",
        "0000ftypheic0000,HEIC",
        "II*_,TIFF",
        "#EXTM3U,another format",
        "0,another format"
    })
    void row09_otherFormats_areNamedAndTheServedOnesListed(String text, String named) {
        TaskException refused = refused(text.replace('_', '\0').getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused.reason()).isEqualTo(Reason.MEDIA_TYPE_UNSUPPORTED);
        assertThat(refused)
                .hasMessageContaining(named)
                .hasMessageContaining("JPEG")
                .hasMessageContaining("WebP");
    }

    @ParameterizedTest
    @CsvSource({
        "jpeg-icc.jpg,JPEG",
        "png-palette-8.png,PNG",
        "gif-plain.gif,GIF",
        "bmp-24.bmp,BMP",
        "webp-exif-6.webp,WEBP"
    })
    void row10_firstBytes_areAllThatTellsTheFormat(String name, ImageFormat format) {
        // Nothing else comes with an image, so that nothing can disagree: neither a name nor a type is asked for.
        assertThat(sniffer.sniff(Fixtures.format(name)).format()).isEqualTo(format);
        byte[] otherwise = Fixtures.bytes("formats/" + name);
        otherwise[0] ^= 0x20;
        assertThat(refused(otherwise).reason()).isEqualTo(Reason.MEDIA_TYPE_UNSUPPORTED);
    }

    @Test
    void row10_jpegWithAZipBehind_isTheJpeg() {
        byte[] jpeg = Fixtures.bytes("formats/jpeg-icc.jpg");
        byte[] both = Arrays.copyOf(jpeg, jpeg.length + 22);
        System.arraycopy("PK\5\6".getBytes(StandardCharsets.ISO_8859_1), 0, both, jpeg.length, 4);
        assertThat(sniffer.sniff(ByteBuffer.wrap(both)).format()).isEqualTo(ImageFormat.JPEG);
        assertThat(decoder.decode(ByteBuffer.wrap(both)).pixels())
                .isEqualTo(decoder.decode(ByteBuffer.wrap(jpeg)).pixels());
    }

    @Test
    void row11_compressedText_isNotInflated() {
        byte[] bomb = Pngs.withTextBomb(4, 4, 64 << 20);
        decoder.decode(ByteBuffer.wrap(bomb));

        long allocated = Memory.allocatedBy(() -> decoder.decode(ByteBuffer.wrap(bomb)));

        assertThat(allocated).isLessThan(1 << 18);
    }

    @Test
    void row11_chunkOfAGigabyte_isTruncated() {
        assertThat(refused(Pngs.withChunkLength(4, 4, 1 << 30)).reason()).isEqualTo(Reason.IMAGE_TRUNCATED);
        ByteArrayOutputStream webp = new ByteArrayOutputStream();
        webp.writeBytes("RIFF".getBytes(StandardCharsets.US_ASCII));
        webp.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1 << 30)
                .array());
        webp.writeBytes("WEBPVP8L".getBytes(StandardCharsets.US_ASCII));
        webp.writeBytes(new byte[20]);
        assertThat(refused(webp.toByteArray()).reason()).isEqualTo(Reason.IMAGE_TRUNCATED);
    }

    @Test
    void row17_jpegOfManyScans_isRefusedByItsScansTimesPixels() {
        ImageDecoder ninePasses = new ImageDecoder(new MediaLimits(1 << 20, 1 << 20, 1, 9 * 64 * 64));
        assertThat(ninePasses
                        .decode(ByteBuffer.wrap(Jpegs.progressive(64, 64, 3, 9)))
                        .pixels())
                .isEqualTo(decoder.decode(ByteBuffer.wrap(Jpegs.progressive(64, 64, 3, 1)))
                        .pixels());

        TaskException refused = catchThrowableOfType(
                TaskException.class, () -> ninePasses.decode(ByteBuffer.wrap(Jpegs.progressive(64, 64, 3, 10))));

        assertThat(refused.reason()).isEqualTo(Reason.DECODE_TOO_COSTLY);
        assertThat(refused.reason().code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused)
                .hasMessageContaining("10 scans")
                .hasMessageContaining("64 x 64")
                .hasMessageContaining("36864")
                .hasMessageContaining("fewer scans");
    }

    @Test
    void row17_jpegOfManyScans_isRefusedBeforeAnyIsDecoded() {
        byte[] slow = Jpegs.progressive(6_400, 10_000, 3, 30);
        refused(slow);

        long allocated =
                Memory.allocatedBy(() -> assertThat(refused(slow).reason()).isEqualTo(Reason.DECODE_TOO_COSTLY));

        assertThat(allocated).isLessThan(1 << 20);
    }

    @Test
    void row17_jpegOfManySegments_isRefusedByItsHeader() {
        assertThat(refused(Jpegs.withSegments(5_000)).reason()).isEqualTo(Reason.IMAGE_CORRUPT);
        assertThat(decoder.decode(ByteBuffer.wrap(Jpegs.withSegments(4_000))).width())
                .isEqualTo(8);
    }

    @Test
    void row17_pngInTinyChunks_isTheSameImageForALittleMoreWork() {
        ByteBuffer tiny = ByteBuffer.wrap(Pngs.inChunksOf(1, 640, 640));
        RgbImage whole = decoder.decode(ByteBuffer.wrap(Pngs.rgb(640, 640)));

        long allocated = Memory.allocatedBy(
                () -> assertThat(decoder.decode(tiny).pixels()).isEqualTo(whole.pixels()));

        assertThat(allocated).isLessThan(whole.pixels().length + 200L * tiny.limit() / 12);
    }

    @ParameterizedTest
    @CsvSource({"65535,1", "1,65535"})
    void row17_thinImage_costsByItsPixels(int width, int height) {
        ImagePreprocessor processor = ImagePreprocessor.fromHuggingFace(
                "{\"image_processor_type\": \"CLIPImageProcessor\", \"size\": {\"shortest_edge\": 224}}");
        ByteBuffer thin = ByteBuffer.wrap(Pngs.rgb(width, height));

        assertThat(processor.hostNanos(processor.sniff(thin))).isLessThan(20L * 224 * 65_535);
        assertThat(processor.process(thin, ByteBuffer.allocate(4 * 3 * 224 * 224)))
                .containsExactly(3, 224, 224);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40})
    void row17_callerGone_stopsTheDecoderAtItsNextLook(int looks) {
        for (byte[] slow : List.of(Jpegs.progressive(64, 640, 3, 10), Pngs.rgb(4, 6_400))) {
            AtomicInteger asked = new AtomicInteger();
            TaskException stopped = catchThrowableOfType(
                    TaskException.class,
                    () -> decoder.decode(ByteBuffer.wrap(slow), () -> asked.incrementAndGet() >= looks));
            assertThat(stopped.reason()).isEqualTo(Reason.CALL_CANCELLED);
            assertThat(asked).hasValue(looks);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jpeg-ycck.jpg",
                "png-rgba-16-adam7.png",
                "gif-plain.gif",
                "bmp-24.bmp",
                "webp-lossy-q75.webp",
                "webp-lossless-m6.webp"
            })
    void row17_callerGone_endsTheImageOfAnyFormat(String name) {
        TaskException stopped =
                catchThrowableOfType(TaskException.class, () -> decoder.decode(Fixtures.format(name), () -> true));
        assertThat(stopped.reason()).isEqualTo(Reason.CALL_CANCELLED);
    }

    private void assertEqualsPillow(String name) {
        String wanted = Fixtures.elements(Fixtures.json("formats/manifest.json"))
                .filter(file -> file.get("name").asText().equals(name))
                .map(file -> file.get("rgb_sha256").asText())
                .findFirst()
                .orElseThrow();
        assertThat(sha256(decoder.decode(Fixtures.format(name)).pixels())).isEqualTo(wanted);
    }

    private static byte[] patched(String name, int at, int value) {
        byte[] bytes = Fixtures.bytes("formats/" + name);
        bytes[at] = (byte) value;
        return bytes;
    }

    /** The place of a baseline frame header. */
    private static int frameHeader(byte[] jpeg) {
        int at = 2;
        while (jpeg[at + 1] != (byte) 0xC0) {
            at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
        }
        return at;
    }

    private TaskException refused(byte[] bytes) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> decoder.decode(ByteBuffer.wrap(bytes)));
        assertThat(refused).isNotNull();
        return refused;
    }
}

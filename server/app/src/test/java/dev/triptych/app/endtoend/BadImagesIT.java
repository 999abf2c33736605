package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.client.DeadlineExceededException;
import dev.triptych.client.ErrorCode;
import dev.triptych.client.Failure;
import dev.triptych.client.Input;
import dev.triptych.client.RankOptions;
import dev.triptych.client.Rankings;
import dev.triptych.client.Result;
import dev.triptych.client.TriptychClient;
import dev.triptych.testing.Fixtures;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad and odd images on every call that takes images: each has its status, its neighbours their answers. */
final class BadImagesIT {
    private static final String MODEL = "clip-split";
    private static final Input GOOD = Input.image(Fixtures.path("images/png-rgb-64x64.png"));

    private static ServerProcess server;
    private static TriptychClient client;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(Launcher.checkout(), "--models", Fixtures.path(MODEL));
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    /** Whatever came in, nothing of it stays. */
    @AfterEach
    void nothingIsLeft() {
        server.awaitMetric("triptych_budget_used_bytes", 0);
        server.awaitMetric("triptych_tensors_live", 0);
    }

    static Stream<Arguments> refused() {
        byte[] jpeg = Fixtures.bytes("formats/jpeg-cmyk-adobe.jpg");
        byte[] short64 = Fixtures.bytes("formats/bmp-24.bmp");
        short64[22] = 64;
        byte[] webp = Fixtures.bytes("formats/webp-lossless-m6.webp");
        ByteBuffer.wrap(webp).putInt(16, 0xFFFFFF3F);
        return Stream.of(
                Arguments.of("01 JPEG cut", Arrays.copyOf(jpeg, jpeg.length / 2), "IMAGE_TRUNCATED", "bytes"),
                Arguments.of("02 huge PNG", hugePng(), "IMAGE_TOO_LARGE", "50000 x 50000"),
                Arguments.of("03 rows missing", short64, "IMAGE_TRUNCATED", "bytes"),
                Arguments.of("04 empty", new byte[0], "MEDIA_EMPTY", "no bytes"),
                Arguments.of("09 PDF", text("%PDF-1.7"), "MEDIA_TYPE_UNSUPPORTED", "PNG, WebP, GIF and BMP"),
                Arguments.of("09 SVG", text("<svg/>"), "MEDIA_TYPE_UNSUPPORTED", "SVG"),
                Arguments.of("09 HEIC", text("\0\0\0\30ftypheic"), "MEDIA_TYPE_UNSUPPORTED", "HEIC"),
                Arguments.of("09 TIFF", text("II*\0"), "MEDIA_TYPE_UNSUPPORTED", "TIFF"),
                Arguments.of("10 text as image", text("just text"), "MEDIA_TYPE_UNSUPPORTED", "another format"),
                Arguments.of("11 chunk of a gigabyte", webp, "IMAGE_TRUNCATED", "bytes"));
    }

    static Stream<Arguments> served() {
        byte[] polyglot = Arrays.copyOf(Fixtures.bytes("formats/jpeg-icc.jpg"), 9000);
        byte[] frames = Arrays.copyOf(Fixtures.bytes("formats/gif-animated.gif"), 1 << 20);
        return Stream.of(
                Arguments.of("04 one pixel", Fixtures.bytes("formats/png-adam7-1x1.png")),
                Arguments.of("05 CMYK", Fixtures.bytes("formats/jpeg-cmyk-adobe.jpg")),
                Arguments.of("05 YCCK", Fixtures.bytes("formats/jpeg-ycck.jpg")),
                Arguments.of("06 16 bits, interlaced", Fixtures.bytes("formats/png-rgba-16-adam7.png")),
                Arguments.of("06 palette", Fixtures.bytes("formats/png-palette-trns.png")),
                Arguments.of("07 EXIF 6", Fixtures.bytes("formats/jpeg-exif-6.jpg")),
                Arguments.of("07 EXIF loop", Fixtures.bytes("formats/jpeg-exif-loop.jpg")),
                Arguments.of("08 GIF", frames),
                Arguments.of("08 APNG", Fixtures.bytes("formats/png-animated.png")),
                Arguments.of("08 WebP", Fixtures.bytes("formats/webp-animated.webp")),
                Arguments.of("10 JPEG with more behind", polyglot));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void rows01to11_badImage_isRefusedOnEveryCallAndNeighboursAreAnswered(
            String row, byte[] bytes, String reason, String words) {
        List<Input> inputs = List.of(GOOD, Input.image(bytes), GOOD);

        List<? extends List<? extends Result<?>>> calls = List.of(
                client.embed(MODEL, inputs.toArray(new Input[0])),
                client.classify(MODEL, List.of("cat", "dog"), inputs.toArray(new Input[0])),
                client.rank(MODEL, inputs, List.of(GOOD), RankOptions.DEFAULTS).queries());
        for (List<? extends Result<?>> results : calls) {
            assertThat(results).extracting(Result::ok).containsExactly(true, false, true);
            assertRefused(results.get(1).failure().orElseThrow(), reason, words);
        }
        Rankings ranked = client.rank(MODEL, GOOD, inputs);
        assertThat(ranked.failedCandidates()).containsOnlyKeys(1);
        assertRefused(ranked.failedCandidates().get(1), reason, words);
        assertThat(ranked.queries().get(0).value().candidates()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void rows04to10_oddImage_isAnsweredOnEveryCall(String row, byte[] bytes) {
        Input odd = Input.image(bytes);

        assertThat(client.embed(MODEL, GOOD, odd)).allMatch(Result::ok);
        assertThat(client.classify(MODEL, List.of("cat", "dog"), GOOD, odd)).allMatch(Result::ok);
        assertThat(client.rank(MODEL, odd, List.of(GOOD, odd)).failedCandidates())
                .isEmpty();
    }

    @Test
    void row17_slowImage_isLateForItsCallerAndNobodyElse() {
        // 16 megapixels of black: a few kilobytes, and far more than a few milliseconds of work.
        Input slow = Input.image(blackPng(4000, 4000));
        TriptychClient hasty = client.withDeadline(Duration.ofMillis(10));

        assertThatThrownBy(() -> hasty.embed(MODEL, slow, slow)).isInstanceOf(DeadlineExceededException.class);

        assertThat(client.embed(MODEL, GOOD)).allMatch(Result::ok);
    }

    @Test
    void row17_jpegOfManyScans_isRefusedOnEveryCallAndNeighboursAreAnswered() {
        Input slow = Input.image(manyScans(40));
        List<Input> inputs = List.of(GOOD, slow, GOOD);

        List<? extends List<? extends Result<?>>> calls = List.of(
                client.embed(MODEL, inputs.toArray(new Input[0])),
                client.classify(MODEL, List.of("cat", "dog"), inputs.toArray(new Input[0])),
                client.rank(MODEL, inputs, List.of(GOOD), RankOptions.DEFAULTS).queries());
        for (List<? extends Result<?>> results : calls) {
            assertThat(results).extracting(Result::ok).containsExactly(true, false, true);
            Failure failure = results.get(1).failure().orElseThrow();
            assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
            assertThat(failure.reason()).isEqualTo("DECODE_TOO_COSTLY");
            assertThat(failure.message()).contains("40 scans").contains("baseline");
        }
    }

    /** A JPEG of 60 megapixels whose scans after the first say nothing; only their number is read. */
    private static byte[] manyScans(int scans) {
        ByteBuffer jpeg = ByteBuffer.allocate(100 + 20 * scans);
        jpeg.put(new byte[] {-1, (byte) 0xD8, -1, (byte) 0xC2, 0, 11, 8});
        jpeg.putShort((short) 6_000).putShort((short) 10_000).put(new byte[] {1, 1, 0x11, 0});
        for (int i = 0; i < scans; i++) {
            jpeg.put(new byte[] {-1, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0});
        }
        jpeg.put(new byte[] {-1, (byte) 0xD9});
        return Arrays.copyOf(jpeg.array(), jpeg.position());
    }

    private static void assertRefused(Failure failure, String reason, String words) {
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.message()).contains(words).hasSizeLessThan(512);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hugePng() {
        return Arrays.copyOf(png(50_000, 50_000, new byte[0]), 30_000);
    }

    private static byte[] blackPng(int width, int height) {
        return png(width, height, new byte[(width + 1) * height]);
    }

    /** A grey PNG of 8 bits with the given rows. */
    private static byte[] png(int width, int height, byte[] rows) {
        Deflater deflater = new Deflater();
        deflater.setInput(rows);
        deflater.finish();
        byte[] data = new byte[rows.length / 500 + 64];
        int length = deflater.deflate(data);
        deflater.end();
        ByteBuffer png = ByteBuffer.allocate(8 + 25 + 12 + length + 12);
        png.put(text("\u0089PNG\r\n\u001a\n"));
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 0, 0, 0, 0})
                .array();
        chunk(png, "IHDR", header);
        chunk(png, "IDAT", Arrays.copyOf(data, length));
        chunk(png, "IEND", new byte[0]);
        return png.array();
    }

    private static void chunk(ByteBuffer png, String type, byte[] data) {
        png.putInt(data.length).put(text(type)).put(data);
        CRC32 crc = new CRC32();
        crc.update(text(type));
        crc.update(data);
        png.putInt((int) crc.getValue());
    }
}

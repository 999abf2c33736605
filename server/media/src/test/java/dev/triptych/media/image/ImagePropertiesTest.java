package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.media.MediaLimits;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every image. */
class ImagePropertiesTest {
    private static final List<String> FILES = List.of(
            "jpeg-422-noise-17x9-q85.jpg",
            "jpeg-progressive-444-noise-50x77-q60.jpg",
            "jpeg-restart-420-cat-171x131-q75.jpg",
            "jpeg-grey-camera-121x77-q70.jpg",
            "png-rgba-33x47.png",
            "png-grey-97x61.png");
    /** A flipped header may promise more pixels; 16 Mpx bounds what the test itself allocates. */
    private static final MediaLimits LIMITS = new MediaLimits(1 << 20, 1 << 24, 1 << 16);

    private final ImagePreprocessor processor = ImagePreprocessor.fromHuggingFace(
                    "{\"size\": {\"shortest_edge\": 32}, \"crop_size\": {\"height\": 32, \"width\": 32}}", "clip")
            .with(LIMITS, ImageOptions.DEFAULT);
    private final Resampler resampler = new Resampler();

    @Provide
    Arbitrary<String> files() {
        return Arbitraries.of(FILES);
    }

    @Property(tries = 400)
    void process_flippedBytes_givesATensorOrARefusal(
            @ForAll @From("files") String file, @ForAll @IntRange(min = 1, max = 8) int flips, @ForAll long seed) {
        byte[] bytes = Fixtures.bytes("images/" + file);
        Random random = new Random(seed);
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        processOrRefuse(bytes);
    }

    @Property(tries = 200)
    void process_cutAnywhere_givesATensorOrARefusal(
            @ForAll @From("files") String file, @ForAll @IntRange(max = 999) int permille) {
        byte[] bytes = Fixtures.bytes("images/" + file);
        processOrRefuse(Arrays.copyOf(bytes, bytes.length * permille / 1000));
    }

    @Property(tries = 200)
    void process_anyBytesAfterAMagic_givesARefusal(@ForAll byte[] tail, @ForAll boolean png) {
        byte[] magic = png ? new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'} : new byte[] {-1, -40, -1};
        byte[] bytes = Arrays.copyOf(magic, magic.length + tail.length);
        System.arraycopy(tail, 0, bytes, magic.length, tail.length);
        processOrRefuse(bytes);
    }

    @Property(tries = 300)
    void resize_oneColour_staysThatColour(
            @ForAll @IntRange(min = 1, max = 90) int width,
            @ForAll @IntRange(min = 1, max = 90) int height,
            @ForAll @IntRange(min = 1, max = 90) int toWidth,
            @ForAll @IntRange(min = 1, max = 90) int toHeight,
            @ForAll ResampleFilter filter,
            @ForAll byte level) {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, level);
        RgbImage out = resampler.resize(new RgbImage(width, height, pixels), toWidth, toHeight, filter);
        assertThat(out.pixels()).hasSize(3 * toWidth * toHeight).containsOnly(level);
    }

    @Property(tries = 300)
    void resize_window_equalsResizeThenCrop(
            @ForAll @IntRange(min = 1, max = 60) int width,
            @ForAll @IntRange(min = 1, max = 60) int height,
            @ForAll @IntRange(min = 1, max = 60) int toWidth,
            @ForAll @IntRange(min = 1, max = 60) int toHeight,
            @ForAll ResampleFilter filter,
            @ForAll long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[3 * width * height];
        random.nextBytes(pixels);
        RgbImage image = new RgbImage(width, height, pixels);
        int x = random.nextInt(toWidth);
        int y = random.nextInt(toHeight);
        Window window = new Window(x, y, 1 + random.nextInt(toWidth - x), 1 + random.nextInt(toHeight - y));
        RgbImage whole = resampler.resize(image, toWidth, toHeight, filter);
        assertThat(resampler.resize(image, toWidth, toHeight, filter, window).pixels())
                .isEqualTo(new Part(whole.pixels(), toWidth, 0, 0).copy(window).pixels());
    }

    @Property(tries = 500)
    void resize_anySize_equalsThePlainDefinition(
            @ForAll @IntRange(min = 1, max = 70) int width,
            @ForAll @IntRange(min = 1, max = 70) int height,
            @ForAll @IntRange(min = 1, max = 70) int toWidth,
            @ForAll @IntRange(min = 1, max = 70) int toHeight,
            @ForAll ResampleFilter filter,
            @ForAll @IntRange(max = 3) int contrast,
            @ForAll long seed) {
        Assume.that(filter != ResampleFilter.NEAREST);
        // Black and white alone drive the sums below zero and above the top, where lanes could touch.
        byte[] pixels = new byte[3 * width * height];
        new Random(seed).nextBytes(pixels);
        for (int i = 0; contrast == 0 && i < pixels.length; i++) {
            pixels[i] = (byte) (pixels[i] < 0 ? 255 : 0);
        }
        RgbImage image = new RgbImage(width, height, pixels);
        assertThat(resampler.resize(image, toWidth, toHeight, filter).pixels())
                .isEqualTo(PlainResize.resize(image, toWidth, toHeight, filter).pixels());
    }

    @Property(tries = 300)
    void resize_anyScale_touchesASourcePixelNoMoreOftenThanTheFilterIsWide(
            @ForAll @IntRange(min = 1, max = 65535) int source,
            @ForAll @IntRange(min = 1, max = 2000) int target,
            @ForAll ResampleFilter filter) {
        Assume.that(filter != ResampleFilter.NEAREST);
        AxisWeights weights = AxisWeights.of(source, target, filter, 0, target);
        long products = 0;
        for (int i = 0; i < target; i++) {
            products += weights.count(i);
        }
        double width = 2 * filter.support();
        assertThat((double) products).isLessThanOrEqualTo(width * Math.max(source, target) + 2.0 * target);
    }

    @Property(tries = 300)
    void cost_anyHeader_isBoundedByPixels(
            @ForAll @IntRange(min = 1, max = 65535) int width, @ForAll @IntRange(min = 1, max = 65535) int height) {
        Assume.that((long) width * height <= MediaLimits.DEFAULT.maxPixels());
        ImageHeader header = new ImageHeader(ImageFormat.JPEG, width, height, 3, 0);
        long pixels = Math.max(header.pixels(), 32 * 32);
        assertThat(processor.hostNanos(header)).isBetween(header.pixels(), 20 * pixels);
        assertThat(processor.hostBytes(header)).isGreaterThan(header.decodeBytes());
    }

    @Property(tries = 1000)
    void size_anyRule_keepsItsPromise(
            @ForAll @IntRange(min = 1, max = 5000) int width,
            @ForAll @IntRange(min = 1, max = 5000) int height,
            @ForAll @IntRange(min = 1, max = 600) int edge,
            @ForAll @IntRange(min = 1, max = 600) int other) {
        Size shortest = new ResizeTo.ShortestEdge(edge).size(width, height);
        assertThat(Math.min(shortest.width(), shortest.height())).isEqualTo(edge);
        Size inside = new ResizeTo.Inside(edge, other).size(width, height);
        assertThat(inside.width()).isLessThanOrEqualTo(edge);
        assertThat(inside.height()).isLessThanOrEqualTo(other);
        Size fit = new ResizeTo.KeepRatio(edge, other, false).size(width, height);
        assertThat(fit.width() == edge || fit.height() == other).isTrue();
        assertThat(fit.width() <= edge && fit.height() <= other).isTrue();
        Size cover = new ResizeTo.KeepRatio(edge, other, true).size(width, height);
        assertThat(cover.width() >= edge && cover.height() >= other).isTrue();
        Size multiples = new ResizeTo.Multiples(edge, 2 * edge, 16).size(width, height);
        assertThat(multiples.width() % 16 + multiples.height() % 16).isZero();
        assertThat(Math.max(multiples.width(), multiples.height())).isLessThanOrEqualTo(2 * edge);
        Size both = new ResizeTo.ShortestUpTo(edge, 2 * edge).size(width, height);
        // The reference leaves a picture alone whose short edge is right already, however long the other.
        assertThat(both.equals(new Size(width, height)) || Math.max(both.width(), both.height()) <= 2 * edge)
                .isTrue();
    }

    private void processOrRefuse(byte[] bytes) {
        ByteBuffer out = ByteBuffer.allocate(3 * 32 * 32 * 4);
        try {
            ImageHeader header = processor.sniff(ByteBuffer.wrap(bytes));
            assertThat(processor.hostBytes(header)).isPositive();
            processor.process(ByteBuffer.wrap(bytes), out);
        } catch (TaskException refused) {
            assertThat(refused.text()).startsWith("image: ").hasSizeLessThan(512);
        }
    }
}

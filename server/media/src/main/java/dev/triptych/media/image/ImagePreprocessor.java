package dev.triptych.media.image;

import dev.triptych.media.MediaLimits;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * From an encoded image to the pixel tensor of one model: decode, resize, centre crop, rescale, normalise; bit-equal to
 * the Pillow processors of transformers.
 *
 * <p>The tensor of one image is {@code [3, height, width]}, R G B, FP32; UINT8 where the settings neither rescale nor
 * normalise. There is no batch axis.
 *
 * <p>Safe for use by many threads.
 */
public final class ImagePreprocessor {
    /** Measured on one core of a 2.4 GHz EPYC; docs/benchmarks.md. */
    private static final double NANOS_A_DECODED_PIXEL = 10;

    private static final double NANOS_A_TAP = 1.2;
    private static final double NANOS_A_VALUE = 1;

    private final ImageSettings settings;
    private final MediaLimits limits;
    private final ImageOptions options;
    private final List<String> ignored;
    private final ImageSniffer sniffer;
    private final ImageDecoder decoder;
    private final Resampler resampler = new Resampler();
    private final PixelWriter writer;

    public ImagePreprocessor(ImageSettings settings, MediaLimits limits) {
        this(settings, limits, ImageOptions.DEFAULT, List.of());
    }

    /** @param ignored keys of the settings' file that change nothing */
    ImagePreprocessor(ImageSettings settings, MediaLimits limits, ImageOptions options, List<String> ignored) {
        this.settings = settings;
        this.limits = limits;
        this.options = options;
        this.ignored = List.copyOf(ignored);
        sniffer = new ImageSniffer(limits, options);
        decoder = new ImageDecoder(limits, options);
        writer = new PixelWriter(settings);
    }

    /** What a {@code preprocessor_config.json} asks for that names its processor, with the default limits. */
    public static ImagePreprocessor fromHuggingFace(String json) {
        return fromHuggingFace(json, "");
    }

    /**
     * What a {@code preprocessor_config.json} or {@code processor_config.json} asks for, with the default limits.
     *
     * @param json the file's text
     * @param modelType the {@code model_type} of {@code config.json}, which tells the processor where the file does not;
     *     empty where there is none
     * @throws dev.triptych.spi.error.TaskException {@code CONFIG_INVALID} or {@code MODEL_UNSUPPORTED}, naming the key
     */
    public static ImagePreprocessor fromHuggingFace(String json, String modelType) {
        return new ImagePreprocessor(
                HuggingFaceSettings.parse(json, modelType),
                MediaLimits.DEFAULT,
                ImageOptions.DEFAULT,
                HuggingFaceSettings.ignored(json, modelType));
    }

    /**
     * What an {@code open_clip_config.json} asks for, or the bare {@code preprocess_cfg.json} that Immich's export has, with
     * the default limits; equal to open_clip's own transform but for alpha, which is dropped before the resize here.
     *
     * @param json the file's text
     * @throws dev.triptych.spi.error.TaskException {@code CONFIG_INVALID} or {@code MODEL_UNSUPPORTED}, naming the key
     */
    public static ImagePreprocessor fromOpenClip(String json) {
        return new ImagePreprocessor(OpenClipSettings.parse(json), MediaLimits.DEFAULT);
    }

    /** The same settings on images that are read within other limits and by other choices. */
    public ImagePreprocessor with(MediaLimits newLimits, ImageOptions newOptions) {
        return new ImagePreprocessor(settings, newLimits, newOptions, ignored);
    }

    /** What an image may cost at most. */
    public MediaLimits limits() {
        return limits;
    }

    /** The settings. */
    public ImageSettings settings() {
        return settings;
    }

    /** One line that is equal exactly when the pixels are: part of an embedding space's identity. */
    public String description() {
        return settings.canonical(options);
    }

    /** Keys of the file that its processor does not look at, and that change nothing therefore. */
    public List<String> ignored() {
        return ignored;
    }

    /** The element type of the tensor. */
    public DType type() {
        return writer.type();
    }

    /** {@code [3, height, width]}; -1 for an edge that depends on the image. */
    public long[] outputShape() {
        if (settings.pad().isPresent()) {
            Size size = settings.pad().get();
            return new long[] {3, size.height(), size.width()};
        }
        if (settings.crop().isPresent()) {
            CropTo crop = settings.crop().get();
            return new long[] {3, crop.height(), crop.width()};
        }
        if (settings.resize().isPresent() && settings.resize().get() instanceof ResizeTo.Exactly to) {
            return new long[] {3, to.height(), to.width()};
        }
        return new long[] {3, -1, -1};
    }

    /** The shape that an image of this header gets. */
    public long[] outputShape(ImageHeader header) {
        return shape(Geometry.of(settings, header.width(), header.height()));
    }

    private static long[] shape(Geometry geometry) {
        return new long[] {3, geometry.tensor().height(), geometry.tensor().width()};
    }

    /** The header of an encoded image; see {@link ImageSniffer#sniff}. */
    public ImageHeader sniff(ByteBuffer encoded) {
        return sniffer.sniff(encoded);
    }

    /** An upper bound of the memory that processing takes at its peak, the tensor included, in bytes. */
    public long hostBytes(ImageHeader header) {
        Geometry geometry = Geometry.of(settings, header.width(), header.height());
        Size cropped = geometry.cropped();
        long out = 3 * cropped.pixels();
        // Between the passes lies one axis as it was and one as it shall be.
        long between = 3L * Math.max(header.width(), cropped.width()) * cropped.height();
        between = Math.max(between, 3L * Math.max(header.height(), cropped.height()) * cropped.width());
        long grey = header.channels() == 1 ? header.pixels() : 0;
        // The weights of both axes at the widest filter, and a pair of rows.
        long tables = 48L * (header.width() + header.height() + cropped.width() + cropped.height());
        return header.decodeBytes()
                + grey
                + between
                + tables
                + out
                + 3 * geometry.tensor().pixels() * type().width();
    }

    /**
     * What processing costs one core, in nanoseconds: a forecast from the pixels of the image and of its tensor, within a
     * factor of two of what was measured. The work is bounded by these alone: a filter touches each source pixel that is
     * kept as often as it is wide, however far the image is scaled down.
     */
    public long hostNanos(ImageHeader header) {
        Geometry geometry = Geometry.of(settings, header.width(), header.height());
        long out = geometry.tensor().pixels();
        long touched = Math.max(header.pixels(), geometry.cropped().pixels());
        double taps = settings.resize().isPresent() ? 2 * settings.filter().support() : 0;
        return Math.round(
                NANOS_A_DECODED_PIXEL * header.pixels() + NANOS_A_TAP * taps * touched + NANOS_A_VALUE * 3 * out);
    }

    /**
     * Decodes and processes one image into a new tensor, which the caller closes.
     *
     * @throws dev.triptych.spi.error.TaskException as {@link ImageDecoder#decode(ByteBuffer)}
     */
    public Tensor process(ByteBuffer encoded, TensorAllocator allocator) {
        return process(encoded, allocator, () -> false);
    }

    /**
     * The same, while somebody waits for it.
     *
     * @param cancelled whether nobody does any more, as {@link ImageDecoder#decode(ByteBuffer, BooleanSupplier)} asks
     * @throws dev.triptych.spi.error.TaskException as that method
     */
    public Tensor process(ByteBuffer encoded, TensorAllocator allocator, BooleanSupplier cancelled) {
        RgbImage image = decoder.decode(encoded, cancelled);
        Geometry geometry = Geometry.of(settings, image.width(), image.height());
        try (TensorBuilder builder = allocator.allocate(type(), shape(geometry))) {
            write(image, geometry, builder.buffer());
            return builder.build();
        }
    }

    /**
     * Decodes and processes one image into a buffer, from its position on, and returns the tensor's shape; the buffer's
     * position is left as it was.
     *
     * @param out little-endian, with room for the tensor
     * @throws dev.triptych.spi.error.TaskException as {@link ImageDecoder#decode(ByteBuffer)}
     * @throws IllegalArgumentException when the buffer is too small
     */
    public long[] process(ByteBuffer encoded, ByteBuffer out) {
        return process(decoder.decode(encoded), out);
    }

    /** Processes a decoded image into a buffer, as {@link #process(ByteBuffer, ByteBuffer)} does; returns the tensor's shape. */
    public long[] process(RgbImage image, ByteBuffer out) {
        Geometry geometry = Geometry.of(settings, image.width(), image.height());
        write(image, geometry, out);
        return shape(geometry);
    }

    /** The resized and cropped pixels of a decoded image, before rescaling: what an augmentation or a check wants. */
    public RgbImage pixels(RgbImage image) {
        Geometry geometry = Geometry.of(settings, image.width(), image.height());
        return cropped(image, geometry);
    }

    private void write(RgbImage image, Geometry geometry, ByteBuffer out) {
        writer.write(cropped(image, geometry), geometry.tensor(), out);
    }

    private RgbImage cropped(RgbImage image, Geometry geometry) {
        Size resized = geometry.resized();
        RgbImage visible =
                resampler.resize(image, resized.width(), resized.height(), settings.filter(), geometry.visible());
        CropTo.Fill fill = settings.crop().map(CropTo::fill).orElse(CropTo.Fill.BLACK);
        return Canvas.lay(visible, geometry, fill);
    }
}

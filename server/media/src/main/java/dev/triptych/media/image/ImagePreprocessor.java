package dev.triptych.media.image;

import dev.triptych.media.MediaLimits;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;

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
    private final ImageSettings settings;
    private final ImageSniffer sniffer;
    private final ImageDecoder decoder;
    private final Resampler resampler = new Resampler();
    private final PixelWriter writer;

    public ImagePreprocessor(ImageSettings settings, MediaLimits limits) {
        this.settings = settings;
        sniffer = new ImageSniffer(limits);
        decoder = new ImageDecoder(limits);
        writer = new PixelWriter(settings);
    }

    /** What a {@code preprocessor_config.json} or {@code processor_config.json} asks for, with the default limits. */
    public static ImagePreprocessor fromHuggingFace(String json) {
        return fromHuggingFace(json, MediaLimits.DEFAULT);
    }

    /**
     * What a {@code preprocessor_config.json} or {@code processor_config.json} asks for.
     *
     * @param json the file's text
     * @throws dev.triptych.spi.error.TaskException {@code CONFIG_INVALID} or {@code MODEL_UNSUPPORTED}, naming the key
     */
    public static ImagePreprocessor fromHuggingFace(String json, MediaLimits limits) {
        return new ImagePreprocessor(HuggingFaceSettings.parse(json), limits);
    }

    /** The settings. */
    public ImageSettings settings() {
        return settings;
    }

    /** One line that is equal exactly when the pixels are: part of an embedding space's identity. */
    public String description() {
        return settings.canonical();
    }

    /** The element type of the tensor. */
    public DType type() {
        return writer.type();
    }

    /** {@code [3, height, width]}; -1 for an edge that depends on the image. */
    public long[] outputShape() {
        if (settings.crop().isPresent()) {
            CropTo crop = settings.crop().get();
            return new long[] {3, crop.height(), crop.width()};
        }
        if (settings.resize().isPresent() && settings.resize().get() instanceof ResizeTo.Exactly to) {
            return new long[] {3, to.toHeight(), to.toWidth()};
        }
        return new long[] {3, -1, -1};
    }

    /** The shape that an image of this header gets. */
    public long[] outputShape(ImageHeader header) {
        Geometry geometry = Geometry.of(settings, header.width(), header.height());
        return new long[] {3, geometry.outHeight(), geometry.outWidth()};
    }

    /** The header of an encoded image; see {@link ImageSniffer#sniff}. */
    public ImageHeader sniff(ByteBuffer encoded) {
        return sniffer.sniff(encoded);
    }

    /** An upper bound of the memory that processing takes at its peak, the tensor included, in bytes. */
    public long hostBytes(ImageHeader header) {
        Geometry geometry = Geometry.of(settings, header.width(), header.height());
        long out = 3L * geometry.outWidth() * geometry.outHeight();
        // Between the passes lies one axis as it was and one as it shall be.
        long between = 3L * Math.max(header.width(), geometry.outWidth()) * geometry.outHeight();
        between = Math.max(between, 3L * Math.max(header.height(), geometry.outHeight()) * geometry.outWidth());
        long grey = header.channels() == 1 ? header.pixels() : 0;
        return header.decodeBytes() + grey + between + out + out * type().width();
    }

    /**
     * Decodes and processes one image into a new tensor, which the caller closes.
     *
     * @throws dev.triptych.spi.error.TaskException as {@link ImageDecoder#decode}
     */
    public Tensor process(ByteBuffer encoded, TensorAllocator allocator) {
        RgbImage image = decoder.decode(encoded);
        Geometry geometry = Geometry.of(settings, image.width(), image.height());
        try (TensorBuilder builder = allocator.allocate(type(), 3, geometry.outHeight(), geometry.outWidth())) {
            write(image, geometry, builder.buffer());
            return builder.build();
        }
    }

    /**
     * Decodes and processes one image into a buffer, from its position on, and returns the tensor's shape; the buffer's
     * position is left as it was.
     *
     * @param out little-endian, with room for the tensor
     * @throws dev.triptych.spi.error.TaskException as {@link ImageDecoder#decode}
     * @throws IllegalArgumentException when the buffer is too small
     */
    public long[] process(ByteBuffer encoded, ByteBuffer out) {
        return process(decoder.decode(encoded), out);
    }

    /** Processes a decoded image into a buffer, as {@link #process(ByteBuffer, ByteBuffer)} does; returns the tensor's shape. */
    public long[] process(RgbImage image, ByteBuffer out) {
        Geometry geometry = Geometry.of(settings, image.width(), image.height());
        write(image, geometry, out);
        return new long[] {3, geometry.outHeight(), geometry.outWidth()};
    }

    /** The resized and cropped pixels of a decoded image, before rescaling: what an augmentation or a check wants. */
    public RgbImage pixels(RgbImage image) {
        Geometry geometry = Geometry.of(settings, image.width(), image.height());
        return Canvas.lay(visible(image, geometry), geometry);
    }

    private void write(RgbImage image, Geometry geometry, ByteBuffer out) {
        writer.write(visible(image, geometry), geometry, out);
    }

    private RgbImage visible(RgbImage image, Geometry geometry) {
        return resampler.resize(image, geometry.width(), geometry.height(), settings.filter(), geometry.visible());
    }
}

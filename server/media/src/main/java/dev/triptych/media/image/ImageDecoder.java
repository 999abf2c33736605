package dev.triptych.media.image;

import dev.triptych.media.MediaLimits;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Decodes whole images to RGB, as Pillow's {@code convert("RGB")} gives them: alpha dropped, colour profiles and gamma
 * not applied; turned upright by EXIF as transformers' {@code load_image} does, unless the options say otherwise.
 *
 * <p>All that is lossless, and lossy WebP, is bit-equal to Pillow; so is JPEG where the Java run time links
 * libjpeg-turbo. An image is decoded whole or refused: there are no half images. Memory stays below
 * {@link ImageHeader#decodeBytes} of the header, whatever the data says.
 *
 * <p>Stateless; safe for use by many threads. The buffer's position is left as it was.
 */
public final class ImageDecoder {
    private final ImageSniffer sniffer;
    private final long maxPixelPasses;

    public ImageDecoder(MediaLimits limits) {
        this(limits, ImageOptions.DEFAULT);
    }

    public ImageDecoder(MediaLimits limits, ImageOptions options) {
        sniffer = new ImageSniffer(limits, options);
        maxPixelPasses = limits.maxPixelPasses();
    }

    /**
     * The decoded image; blocks for the milliseconds that decoding takes.
     *
     * @throws dev.triptych.spi.error.TaskException as {@link ImageSniffer#sniff}, and {@code IMAGE_CORRUPT},
     *     {@code IMAGE_TRUNCATED} or {@code DECODE_TOO_COSTLY} for what only shows on the way
     */
    public RgbImage decode(ByteBuffer encoded) {
        return decode(encoded, () -> false);
    }

    /**
     * The decoded image, while somebody waits for it.
     *
     * @param cancelled whether nobody does any more; asked between rows and scans, within some ten milliseconds of work in
     *     JPEG, PNG and lossy WebP, and before and after the work in other formats
     * @throws dev.triptych.spi.error.TaskException as {@link #decode(ByteBuffer)}, and {@code CALL_CANCELLED}
     */
    public RgbImage decode(ByteBuffer encoded, BooleanSupplier cancelled) {
        Effort effort = new Effort(maxPixelPasses, cancelled);
        EncodedImage image = sniffer.open(encoded);
        effort.check();
        RgbImage stored = image.decode(effort);
        effort.check();
        return sniffer.header(image).orientation().apply(stored);
    }
}

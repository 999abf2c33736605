package dev.triptych.media.image;

import dev.triptych.media.MediaLimits;
import java.nio.ByteBuffer;

/**
 * Reads what an image is from its headers, in time and memory that do not depend on its pixels: a few
 * thousand steps, and one directory of EXIF or 1 MiB of XMP, whatever the file says.
 *
 * <p>Stateless; safe for use by many threads. The buffer's position is left as it was.
 */
public final class ImageSniffer {
    /** JPEG cannot have longer edges; elsewhere they would only make the tables of a resize large. */
    private static final int MAX_EDGE = 65_535;

    private final MediaLimits limits;
    private final ImageOptions options;

    public ImageSniffer(MediaLimits limits) {
        this(limits, ImageOptions.DEFAULT);
    }

    public ImageSniffer(MediaLimits limits, ImageOptions options) {
        this.limits = limits;
        this.options = options;
    }

    /**
     * The header of an encoded image, within the limits.
     *
     * @throws dev.triptych.spi.error.TaskException {@code MEDIA_EMPTY}, {@code MEDIA_TYPE_UNSUPPORTED},
     *     {@code IMAGE_CORRUPT}, {@code IMAGE_TRUNCATED} or {@code IMAGE_TOO_LARGE}
     */
    public ImageHeader sniff(ByteBuffer encoded) {
        return header(open(encoded));
    }

    /** A file within the limits, ready to be decoded. */
    EncodedImage open(ByteBuffer encoded) {
        if (encoded.remaining() > limits.maxEncodedBytes()) {
            throw ImageErrors.tooManyBytes(encoded.remaining(), limits.maxEncodedBytes());
        }
        EncodedImage image = ImageFiles.open(encoded.slice(), options, new HeaderSteps());
        ImageHeader stored = image.header();
        if (stored.pixels() > limits.maxPixels() || Math.max(stored.width(), stored.height()) > MAX_EDGE) {
            throw ImageErrors.tooManyPixels(stored.width(), stored.height(), limits.maxPixels());
        }
        return image;
    }

    /** The header of an image as it is shown. */
    ImageHeader header(EncodedImage image) {
        return options.exifOrientation() ? image.header().turned(image.orientation()) : image.header();
    }
}

package dev.triptych.media.image;

import dev.triptych.media.MediaLimits;
import java.nio.ByteBuffer;

/**
 * Reads what an image is from its first bytes, in time and memory that do not depend on its pixels.
 *
 * <p>Stateless; safe for use by many threads. The buffer's position is left as it was.
 */
public final class ImageSniffer {
    /** JPEG cannot have longer edges; elsewhere they would only make the tables of a resize large. */
    private static final int MAX_EDGE = 65_535;

    private final MediaLimits limits;

    public ImageSniffer(MediaLimits limits) {
        this.limits = limits;
    }

    /**
     * The header of an encoded image, within the limits.
     *
     * @throws dev.triptych.spi.error.TaskException {@code MEDIA_EMPTY}, {@code MEDIA_TYPE_UNSUPPORTED},
     *     {@code IMAGE_CORRUPT}, {@code IMAGE_TRUNCATED} or {@code IMAGE_TOO_LARGE}
     */
    public ImageHeader sniff(ByteBuffer encoded) {
        if (encoded.remaining() > limits.maxEncodedBytes()) {
            throw ImageErrors.tooManyBytes(encoded.remaining(), limits.maxEncodedBytes());
        }
        ByteBuffer bytes = encoded.slice();
        ImageHeader header =
                switch (format(bytes)) {
                    case JPEG -> JpegFile.parse(bytes).header();
                    case PNG -> PngFile.parse(bytes).header();
                };
        if (header.pixels() > limits.maxPixels() || Math.max(header.width(), header.height()) > MAX_EDGE) {
            throw ImageErrors.tooManyPixels(header.width(), header.height(), limits.maxPixels());
        }
        return header;
    }

    private static ImageFormat format(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            throw ImageErrors.empty();
        }
        if (startsWith(bytes, 0xFF, 0xD8, 0xFF)) {
            return ImageFormat.JPEG;
        }
        if (startsWith(bytes, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return ImageFormat.PNG;
        }
        throw ImageErrors.unsupported("the bytes are of another format");
    }

    private static boolean startsWith(ByteBuffer bytes, int... magic) {
        if (bytes.remaining() < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes.get(i) & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}

package dev.triptych.media;

import dev.triptych.spi.model.ImageLimits;

/**
 * What one piece of media may cost at most; every decoder is handed these and refuses before it allocates.
 *
 * @param maxEncodedBytes bytes as sent, 1 and more
 * @param maxPixels width times height as the header states them, 1 and more
 * @param maxTextChars UTF-16 units of a text before it is tokenized, 1 and more
 * @param maxPixelPasses pixels times the passes that decoding makes over all of them, 1 and more: each scan of a JPEG is
 *     one, whatever it holds
 */
public record MediaLimits(long maxEncodedBytes, long maxPixels, int maxTextChars, long maxPixelPasses) {
    /** libjpeg writes 10 scans of a progressive photo, and 18 of one in four inks. */
    private static final int USUAL_SCANS = 18;

    /** 64 MiB encoded, 64 megapixels, 65,536 characters, 18 passes over 64 megapixels. */
    public static final MediaLimits DEFAULT = new MediaLimits(64L << 20, 64_000_000, 1 << 16);

    /** With as many passes over the most pixels as libjpeg itself would ask for. */
    public MediaLimits(long maxEncodedBytes, long maxPixels, int maxTextChars) {
        this(maxEncodedBytes, maxPixels, maxTextChars, Math.multiplyExact(USUAL_SCANS, maxPixels));
    }

    /** The same with other limits of an image, and as many passes over its pixels. */
    public MediaLimits withImages(ImageLimits images) {
        return new MediaLimits(images.bytes(), images.pixels(), maxTextChars);
    }

    public MediaLimits {
        if (maxEncodedBytes < 1 || maxPixels < 1 || maxTextChars < 1 || maxPixelPasses < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}

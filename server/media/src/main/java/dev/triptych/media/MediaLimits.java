package dev.triptych.media;

/**
 * What one piece of media may cost at most; every decoder is handed these and refuses before it allocates.
 *
 * @param maxEncodedBytes bytes as sent, 1 and more
 * @param maxPixels width times height as the header states them, 1 and more
 * @param maxTextChars UTF-16 units of a text before it is tokenized, 1 and more
 */
public record MediaLimits(long maxEncodedBytes, long maxPixels, int maxTextChars) {
    /** 64 MiB encoded, 64 megapixels, 65,536 characters. */
    public static final MediaLimits DEFAULT = new MediaLimits(64L << 20, 64_000_000, 1 << 16);

    public MediaLimits {
        if (maxEncodedBytes < 1 || maxPixels < 1 || maxTextChars < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}

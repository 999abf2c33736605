package dev.triptych.media.image;

/**
 * What an image's first bytes say about it; nothing was decoded to learn it.
 *
 * @param format the format
 * @param width pixels across, 1 and more
 * @param height pixels down, 1 and more
 * @param channels channels as stored, alpha included: 1 to 4
 * @param progressive whether a decoder holds the whole image's coefficients at once (progressive JPEG)
 */
public record ImageHeader(ImageFormat format, int width, int height, int channels, boolean progressive) {
    /** Width times height. */
    public long pixels() {
        return (long) width * height;
    }

    /** An upper bound of the memory that decoding to RGB takes, native memory included, in bytes. */
    public long decodeBytes() {
        // Decoded pixels, and the 16-bit coefficients of every component where they are held.
        long padded = ((width + 15L) & ~15L) * ((height + 15L) & ~15L);
        return 3 * pixels() + (progressive ? 2 * padded * channels : 0) + 64L * width;
    }
}

package dev.triptych.media.image;

/**
 * What an image's first bytes say about it; nothing was decoded to learn it.
 *
 * @param format the format
 * @param width pixels across as the image is shown, 1 and more
 * @param height pixels down as the image is shown, 1 and more
 * @param channels channels as stored, alpha included: 1 to 4; 1 for a palette
 * @param orientation what was done to the stored pixels to show them
 * @param scratchBytes an upper bound of the memory that decoding takes beside the pixels in RGB
 */
public record ImageHeader(
        ImageFormat format, int width, int height, int channels, Orientation orientation, long scratchBytes) {
    /** A header as stored. */
    ImageHeader(ImageFormat format, int width, int height, int channels, long scratchBytes) {
        this(format, width, height, channels, Orientation.UPRIGHT, scratchBytes);
    }

    /** Width times height. */
    public long pixels() {
        return (long) width * height;
    }

    /** An upper bound of the memory that decoding to RGB takes, native memory included, in bytes. */
    public long decodeBytes() {
        long turned = orientation == Orientation.UPRIGHT ? 0 : 3 * pixels();
        return 3 * pixels() + Math.max(turned, scratchBytes) + 64L * Math.max(width, height);
    }

    /** The header of the same image turned. */
    ImageHeader turned(Orientation by) {
        return by.swapsEdges()
                ? new ImageHeader(format, height, width, channels, by, scratchBytes)
                : new ImageHeader(format, width, height, channels, by, scratchBytes);
    }
}

package dev.triptych.media.image;

/**
 * A decoded image: 8-bit RGB, interleaved, row by row from the top left, without padding.
 *
 * <p>The array is not copied: whoever makes one hands it over, and readers leave it unchanged. It may be longer than
 * {@code 3 * width * height}; what follows is of no meaning.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] pixels;

    /**
     * An image over an array of at least {@code 3 * width * height} bytes.
     *
     * @throws IllegalArgumentException when an edge is below 1 or the array too short
     */
    public RgbImage(int width, int height, byte[] pixels) {
        if (width < 1 || height < 1 || 3L * width * height > pixels.length) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " does not lie in " + pixels.length + " bytes");
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixels themselves: {@code R, G, B, R, ...}. */
    public byte[] pixels() {
        return pixels;
    }
}

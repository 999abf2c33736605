package dev.triptych.media.image;

/**
 * Width and height of an image.
 *
 * @param width pixels; may be below 1 where a rule of resizing gives nothing
 * @param height pixels, likewise
 */
public record Size(int width, int height) {
    /** Width times height. */
    public long pixels() {
        return (long) width * height;
    }
}

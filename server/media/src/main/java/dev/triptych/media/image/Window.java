package dev.triptych.media.image;

/**
 * A rectangle of an image.
 *
 * @param x the leftmost column, 0 and more
 * @param y the topmost row, 0 and more
 * @param width columns, 1 and more
 * @param height rows, 1 and more
 */
public record Window(int x, int y, int width, int height) {
    public Window {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("not a window: " + x + ", " + y + ", " + width + " x " + height);
        }
    }

    /** The whole of an image. */
    public static Window whole(int width, int height) {
        return new Window(0, 0, width, height);
    }
}

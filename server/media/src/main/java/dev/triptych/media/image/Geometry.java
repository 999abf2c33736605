package dev.triptych.media.image;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/**
 * Where an image lands: its size after the resize, and the output laid over it.
 *
 * @param width the resized width
 * @param height the resized height
 * @param outWidth the output's width
 * @param outHeight the output's height
 */
record Geometry(int width, int height, int outWidth, int outHeight) {
    /** Beyond this an output of variable size is refused. */
    private static final long MAX_OUT = 64_000_000;

    /** The geometry of an image under settings. */
    static Geometry of(ImageSettings settings, int width, int height) {
        int toWidth = width;
        int toHeight = height;
        if (settings.resize().isPresent()) {
            ResizeTo to = settings.resize().get();
            toWidth = to.width(width, height);
            toHeight = to.height(width, height);
        }
        CropTo crop = settings.crop().orElse(new CropTo(toWidth, toHeight));
        if ((long) crop.width() * crop.height() > MAX_OUT || toWidth < 1 || toHeight < 1) {
            throw TaskException.of(
                    Reason.IMAGE_TOO_LARGE,
                    "image: " + width + " x " + height + " would become " + toWidth + " x " + toHeight
                            + " for this model; send one whose edges are closer");
        }
        return new Geometry(toWidth, toHeight, crop.width(), crop.height());
    }

    /** The first column of the output in the resized image; negative where the image is narrower. */
    int left() {
        return Math.floorDiv(width - outWidth, 2);
    }

    /** The first row of the output in the resized image; negative where the image is lower. */
    int top() {
        return Math.floorDiv(height - outHeight, 2);
    }

    /** The part of the resized image that the output shows. */
    Window visible() {
        int x = Math.max(0, left());
        int y = Math.max(0, top());
        return new Window(x, y, Math.min(width, left() + outWidth) - x, Math.min(height, top() + outHeight) - y);
    }
}

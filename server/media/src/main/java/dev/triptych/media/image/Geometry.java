package dev.triptych.media.image;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/**
 * Where an image lands: its size after the resize, the crop laid over it, and the tensor around that.
 *
 * @param resized the size after the resize
 * @param left the first column of the crop in the resized image; negative where the image is narrower
 * @param top the first row of the crop in the resized image; negative where the image is lower
 * @param cropped the size after the crop
 * @param tensor the size after padding
 */
record Geometry(Size resized, int left, int top, Size cropped, Size tensor) {
    /** Beyond this an output of variable size is refused: 64 megapixels are 768 MB of floats. */
    private static final long MAX_OUT = 64_000_000;

    /** The geometry of an image under settings. */
    static Geometry of(ImageSettings settings, int width, int height) {
        Size resized = settings.resize().map(to -> to.size(width, height)).orElseGet(() -> new Size(width, height));
        Size cropped = settings.crop()
                .map(crop -> new Size(crop.width(), crop.height()))
                .orElse(resized);
        Size tensor = settings.pad().orElse(cropped);
        if (resized.width() < 1 || resized.height() < 1 || cropped.pixels() > MAX_OUT || !inside(cropped, tensor)) {
            throw refused(width, height, cropped, tensor);
        }
        CropTo.Centre centre = settings.crop().map(CropTo::centre).orElse(CropTo.Centre.FLOOR);
        int left = centre.offset(resized.width(), cropped.width());
        int top = centre.offset(resized.height(), cropped.height());
        return new Geometry(resized, left, top, cropped, tensor);
    }

    private static boolean inside(Size small, Size large) {
        return small.width() <= large.width() && small.height() <= large.height();
    }

    private static TaskException refused(int width, int height, Size cropped, Size tensor) {
        String room = inside(cropped, tensor) ? "" : ", which has room for " + text(tensor);
        return TaskException.of(
                Reason.IMAGE_TOO_LARGE,
                "image: " + width + " x " + height + " would become " + text(cropped) + " for this model" + room
                        + "; send one whose edges are closer");
    }

    private static String text(Size size) {
        return size.width() + " x " + size.height();
    }

    /** The part of the resized image that the crop shows. */
    Window visible() {
        int x = Math.max(0, left);
        int y = Math.max(0, top);
        int width = Math.min(resized.width(), left + cropped.width()) - x;
        int height = Math.min(resized.height(), top + cropped.height()) - y;
        return new Window(x, y, width, height);
    }

    /** Whether the image covers the crop, so that nothing is laid around it. */
    boolean covered() {
        return left >= 0
                && top >= 0
                && left + cropped.width() <= resized.width()
                && top + cropped.height() <= resized.height();
    }
}

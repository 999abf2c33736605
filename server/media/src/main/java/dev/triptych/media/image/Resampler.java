package dev.triptych.media.image;

/**
 * Resizes as Pillow 13's {@code Image.resize} does, bit for bit, computing only what is kept of the result.
 *
 * <p>Two passes of integer arithmetic with 8 bits between them, so the order of the passes shows in the last bit: across
 * first, but down first when the height loses more than twice the pixels that the width loses. A pass whose axis keeps
 * its size is left out.
 *
 * <p>Safe for use by many threads; one instance keeps the weights of recent sizes.
 */
public final class Resampler {
    private final AxisWeightsCache cache = new AxisWeightsCache();

    /** The whole image at another size. */
    public RgbImage resize(RgbImage image, int width, int height, ResampleFilter filter) {
        return resize(image, width, height, filter, Window.whole(width, height));
    }

    /**
     * A window of the image at another size: equal to resizing first and cropping then.
     *
     * @param width the target's width, 1 and more
     * @param height the target's height, 1 and more
     * @param keep the part of the target to compute
     * @throws IllegalArgumentException when the window leaves the target
     */
    public RgbImage resize(RgbImage image, int width, int height, ResampleFilter filter, Window keep) {
        if (keep.x() > width - keep.width() || keep.y() > height - keep.height()) {
            throw new IllegalArgumentException(keep + " is not inside " + width + " x " + height);
        }
        if (filter == ResampleFilter.NEAREST) {
            return Nearest.resize(image, width, height, keep);
        }
        Part source = new Part(image.pixels(), image.width(), 0, 0);
        boolean across = image.width() != width;
        boolean down = image.height() != height;
        if (!across && !down) {
            return source.copy(keep);
        }
        AxisWeights columns = cache.get(image.width(), width, filter, keep.x(), keep.width());
        AxisWeights rows = cache.get(image.height(), height, filter, keep.y(), keep.height());
        Part out;
        if (!down) {
            out = Passes.across(source, columns, keep.y(), keep.height());
        } else if (!across) {
            out = Passes.down(source, rows, keep.x(), keep.width());
        } else if (downFirst(image, width, height)) {
            out = Passes.across(down(source, rows, columns), columns, 0, keep.height());
        } else {
            out = Passes.down(across(source, columns, rows), rows, 0, keep.width());
        }
        return out.whole(keep);
    }

    /** The rule of Pillow 13; earlier versions always go across first. */
    private static boolean downFirst(RgbImage image, int width, int height) {
        return image.height() - height > Math.max(0, 2 * (image.width() - width));
    }

    /** The rows that the second pass needs, passed across. */
    private static Part across(Part source, AxisWeights columns, AxisWeights rows) {
        return Passes.across(source, columns, rows.begin(), rows.end() - rows.begin());
    }

    /** The columns that the second pass needs, passed down. */
    private static Part down(Part source, AxisWeights rows, AxisWeights columns) {
        return Passes.down(source, rows, columns.begin(), columns.end() - columns.begin());
    }
}

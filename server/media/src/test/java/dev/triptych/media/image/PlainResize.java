package dev.triptych.media.image;

/** Pillow's resize written straight from its definition, in 64-bit arithmetic, one value at a time: what tests compare with. */
final class PlainResize {
    private PlainResize() {}

    static RgbImage resize(RgbImage image, int width, int height, ResampleFilter filter) {
        boolean downFirst = image.height() - height > Math.max(0, 2 * (image.width() - width));
        if (downFirst) {
            return across(down(image, height, filter), width, filter);
        }
        return down(across(image, width, filter), height, filter);
    }

    private static RgbImage across(RgbImage image, int width, ResampleFilter filter) {
        if (image.width() == width) {
            return image;
        }
        byte[] out = new byte[3 * width * image.height()];
        for (int x = 0; x < width; x++) {
            long[] weights = weights(x, image.width(), width, filter);
            for (int y = 0; y < image.height(); y++) {
                for (int c = 0; c < 3; c++) {
                    long sum = 1 << 21;
                    for (int i = 0; i < image.width(); i++) {
                        sum += weights[i] * level(image, i, y, c);
                    }
                    out[3 * (y * width + x) + c] = (byte) Math.max(0, Math.min(255, sum >> 22));
                }
            }
        }
        return new RgbImage(width, image.height(), out);
    }

    private static RgbImage down(RgbImage image, int height, ResampleFilter filter) {
        return turned(across(turned(image), height, filter));
    }

    private static RgbImage turned(RgbImage image) {
        byte[] out = new byte[3 * image.width() * image.height()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    out[3 * (x * image.height() + y) + c] = (byte) level(image, x, y, c);
                }
            }
        }
        return new RgbImage(/* width= */ image.height(), /* height= */ image.width(), out);
    }

    private static int level(RgbImage image, int x, int y, int c) {
        return image.pixels()[3 * (y * image.width() + x) + c] & 0xFF;
    }

    /** A weight for each source pixel; zero outside the filter's reach. */
    private static long[] weights(int target, int from, int to, ResampleFilter filter) {
        double scale = (double) from / to;
        double stretch = Math.max(1, scale);
        double centre = (target + 0.5) * scale;
        double reach = filter.support() * stretch;
        int first = Math.max(0, (int) (centre - reach + 0.5));
        int end = Math.min(from, (int) (centre + reach + 0.5));
        double[] exact = new double[from];
        double total = 0;
        for (int i = first; i < end; i++) {
            exact[i] = filter.weight((i - centre + 0.5) * (1.0 / stretch));
            total += exact[i];
        }
        long[] out = new long[from];
        for (int i = first; i < end; i++) {
            double weight = exact[i] / total * (1 << 22);
            out[i] = (long) (weight + (weight < 0 ? -0.5 : 0.5));
        }
        return out;
    }
}

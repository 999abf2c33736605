package dev.triptych.media.image;

/** Nearest-neighbour resizing as Pillow's: places are added up in double, and the rounding errors are part of the result. */
final class Nearest {
    private Nearest() {}

    static RgbImage resize(RgbImage image, int width, int height, Window keep) {
        int[] columns = places(image.width(), width, keep.x(), keep.width());
        int[] rows = places(image.height(), height, keep.y(), keep.height());
        byte[] in = image.pixels();
        byte[] out = new byte[3 * keep.width() * keep.height()];
        int o = 0;
        for (int row : rows) {
            for (int column : columns) {
                int at = 3 * (row * image.width() + column);
                out[o++] = in[at];
                out[o++] = in[at + 1];
                out[o++] = in[at + 2];
            }
        }
        return new RgbImage(keep.width(), keep.height(), out);
    }

    private static int[] places(int source, int target, int from, int length) {
        double step = (double) source / target;
        double at = step * 0.5;
        int[] out = new int[length];
        for (int i = 0; i < from + length; i++) {
            if (i >= from) {
                out[i - from] = Math.min((int) at, source - 1);
            }
            at += step;
        }
        return out;
    }
}

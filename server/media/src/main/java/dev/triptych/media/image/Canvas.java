package dev.triptych.media.image;

/** Lays an image onto a colour where the crop is larger than it. */
final class Canvas {
    private Canvas() {}

    static RgbImage lay(RgbImage visible, Geometry geometry, CropTo.Fill fill) {
        if (geometry.covered()) {
            return visible;
        }
        Size size = geometry.cropped();
        byte[] out = new byte[3 * size.width() * size.height()];
        if (!fill.equals(CropTo.Fill.BLACK)) {
            paint(out, fill);
        }
        int x = Math.max(0, -geometry.left());
        int y = Math.max(0, -geometry.top());
        int length = 3 * visible.width();
        for (int row = 0; row < visible.height(); row++) {
            System.arraycopy(visible.pixels(), row * length, out, 3 * ((y + row) * size.width() + x), length);
        }
        return new RgbImage(size.width(), size.height(), out);
    }

    private static void paint(byte[] out, CropTo.Fill fill) {
        for (int i = 0; i < out.length; i += 3) {
            out[i] = (byte) fill.red();
            out[i + 1] = (byte) fill.green();
            out[i + 2] = (byte) fill.blue();
        }
    }
}

package dev.triptych.media.image;

/** Lays an image onto black where the crop is larger than it. */
final class Canvas {
    private Canvas() {}

    static RgbImage lay(RgbImage visible, Geometry geometry) {
        if (visible.width() == geometry.outWidth() && visible.height() == geometry.outHeight()) {
            return visible;
        }
        byte[] out = new byte[3 * geometry.outWidth() * geometry.outHeight()];
        int x = Math.max(0, -geometry.left());
        int y = Math.max(0, -geometry.top());
        int length = 3 * visible.width();
        for (int row = 0; row < visible.height(); row++) {
            System.arraycopy(visible.pixels(), row * length, out, 3 * ((y + row) * geometry.outWidth() + x), length);
        }
        return new RgbImage(geometry.outWidth(), geometry.outHeight(), out);
    }
}

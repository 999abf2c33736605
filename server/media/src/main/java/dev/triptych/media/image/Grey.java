package dev.triptych.media.image;

/** Grey to RGB: each value three times. */
final class Grey {
    private Grey() {}

    static byte[] toRgb(byte[] grey, int pixels) {
        byte[] rgb = new byte[3 * pixels];
        for (int i = 0, o = 0; i < pixels; i++, o += 3) {
            byte value = grey[i];
            rgb[o] = value;
            rgb[o + 1] = value;
            rgb[o + 2] = value;
        }
        return rgb;
    }
}

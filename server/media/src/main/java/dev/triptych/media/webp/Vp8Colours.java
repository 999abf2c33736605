package dev.triptych.media.webp;

/**
 * Planes to RGB as libwebp does by default: chroma of the four nearest samples weighed 9, 3, 3, 1, in two roundings, then
 * BT.601 of limited range in fixed point of 14 bits, cut to 6 on the way.
 */
final class Vp8Colours {
    private final Vp8Planes planes;
    private final int width;
    private final byte[] rgb;

    private Vp8Colours(Vp8Planes planes, int width, int height) {
        this.planes = planes;
        this.width = width;
        this.rgb = new byte[Math.toIntExact(3L * width * height)];
    }

    static byte[] toRgb(Vp8Planes planes, int width, int height) {
        Vp8Colours colours = new Vp8Colours(planes, width, height);
        int last = ((height + 1) >> 1) - 1;
        for (int y = 0; y < height; y++) {
            int near = y >> 1;
            // The first and the last row have no chroma beyond: their own counts for it.
            int far = Math.max(0, Math.min(last, near + ((y & 1) == 0 ? -1 : 1)));
            colours.row(y, near * planes.chromaStride, far * planes.chromaStride);
        }
        return colours.rgb;
    }

    private void row(int y, int near, int far) {
        byte[] us = planes.u;
        byte[] vs = planes.v;
        int pixel = y * width;
        int luma = y * planes.stride;
        pixel(pixel, luma, ends(us, near, far), ends(vs, near, far));
        int last = (width - 1) >> 1;
        for (int i = 1; i <= last; i++) {
            int x = 2 * i - 1;
            pixel(pixel + x, luma + x, mix(us, near + i - 1, far + i - 1, 1), mix(vs, near + i - 1, far + i - 1, 1));
            x++;
            pixel(pixel + x, luma + x, mix(us, near + i, far + i, -1), mix(vs, near + i, far + i, -1));
        }
        if ((width & 1) == 0) {
            int x = width - 1;
            pixel(pixel + x, luma + x, ends(us, near + last, far + last), ends(vs, near + last, far + last));
        }
    }

    /** At the picture's sides: the nearest sample thrice, that beyond in the other row once. */
    private static int ends(byte[] plane, int near, int far) {
        return (3 * (plane[near] & 0xFF) + (plane[far] & 0xFF) + 2) >> 2;
    }

    /** The nearest sample, its neighbour to one side, and both in the other row. */
    private static int mix(byte[] plane, int near, int far, int side) {
        int nearest = plane[near] & 0xFF;
        int beside = plane[near + side] & 0xFF;
        int across = plane[far] & 0xFF;
        int opposite = plane[far + side] & 0xFF;
        int diagonal = (nearest + beside + across + opposite + 8 + 2 * (beside + across)) >> 3;
        return (diagonal + nearest) >> 1;
    }

    private void pixel(int pixel, int luma, int u, int v) {
        int y = ((planes.luma[luma] & 0xFF) * 19077) >> 8;
        int at = 3 * pixel;
        rgb[at] = clip(y + ((v * 26149) >> 8) - 14234);
        rgb[at + 1] = clip(y - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
        rgb[at + 2] = clip(y + ((u * 33050) >> 8) - 17685);
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value >> 6));
    }
}

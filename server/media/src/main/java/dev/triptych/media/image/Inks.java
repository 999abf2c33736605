package dev.triptych.media.image;

/**
 * Four inks to RGB, with Pillow's arithmetic: samples are taken to be inverted, as Adobe writes them, whether the file
 * says so or not; a colour is {@code nk - c * nk / 255} with {@code nk = 255 - k}, the product rounded.
 */
final class Inks {
    private Inks() {}

    /** Of interleaved C, M, Y, K, each inverted: 255 is no ink. */
    static byte[] toRgb(byte[] samples, int pixels) {
        byte[] rgb = new byte[3 * pixels];
        for (int i = 0, o = 0; o < rgb.length; i += 4, o += 3) {
            int light = samples[i + 3] & 0xFF;
            rgb[o] = mix(255 - (samples[i] & 0xFF), light);
            rgb[o + 1] = mix(255 - (samples[i + 1] & 0xFF), light);
            rgb[o + 2] = mix(255 - (samples[i + 2] & 0xFF), light);
        }
        return rgb;
    }

    /** Of what YCCK gives after {@link LumaChroma}: the complement of each inverted ink, and inverted K. */
    static byte[] complementToRgb(byte[] samples, int pixels) {
        byte[] rgb = new byte[3 * pixels];
        for (int i = 0, o = 0; o < rgb.length; i += 4, o += 3) {
            int light = samples[i + 3] & 0xFF;
            rgb[o] = mix(samples[i] & 0xFF, light);
            rgb[o + 1] = mix(samples[i + 1] & 0xFF, light);
            rgb[o + 2] = mix(samples[i + 2] & 0xFF, light);
        }
        return rgb;
    }

    private static byte mix(int ink, int light) {
        int product = ink * light + 128;
        return (byte) Math.max(0, light - (((product >> 8) + product) >> 8));
    }
}

package dev.triptych.media.image;

/**
 * YCbCr to RGB in the 16-bit fixed point of libjpeg, bit for bit: {@code R = Y + 1.402 Cr}, {@code G = Y - 0.34414 Cb -
 * 0.71414 Cr}, {@code B = Y + 1.772 Cb}, chroma centred on 128.
 *
 * <p>All three come from one sum of longs: red in bits 0 to 9, blue in 12 to 21, green in 40 to 49 with its 16 fraction
 * bits below, each 256 above its value, so that no lane borrows and a value inside 0 to 255 shows by its two top bits.
 */
final class LumaChroma {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int BLUE_AT = 12;
    private static final int GREEN_AT = 40;
    private static final int LANE = 0x3FF;
    private static final long EACH = lanes(1, 1, 1L << BITS);
    /** The two top bits of each lane, and what they are where nothing has to be clamped. */
    private static final long TOP = 0x300 * EACH;

    private static final long FINE = 0x100 * EACH;
    private static final long[] BY_CB = new long[256];
    private static final long[] BY_CR = new long[256];
    /** Clamps {@code -256 ... 767} to a byte. */
    private static final byte[] CLAMP = new byte[1024];

    static {
        for (int i = 0; i < 256; i++) {
            int chroma = i - 128;
            int red = (fix(1.40200) * chroma + HALF) >> BITS;
            int blue = (fix(1.77200) * chroma + HALF) >> BITS;
            // Each table carries what keeps its own lanes above zero; green has one rounding for both terms.
            BY_CR[i] = lanes(256 + red, 0, (128L << BITS) - (long) fix(0.71414) * chroma);
            BY_CB[i] = lanes(0, 256 + blue, (128L << BITS) - (long) fix(0.34414) * chroma + HALF);
        }
        for (int i = 0; i < CLAMP.length; i++) {
            CLAMP[i] = (byte) Math.max(0, Math.min(255, i - 256));
        }
    }

    private LumaChroma() {}

    /**
     * Converts interleaved pixels in place.
     *
     * @param step samples of a pixel: 3, or 4 where a fourth stays as it is
     */
    static void toRgb(byte[] samples, int pixels, int step) {
        for (int i = 0, end = step * pixels; i < end; i += step) {
            long sum = (samples[i] & 0xFF) * EACH + BY_CB[samples[i + 1] & 0xFF] + BY_CR[samples[i + 2] & 0xFF];
            if ((sum & TOP) == FINE) {
                samples[i] = (byte) sum;
                samples[i + 1] = (byte) (sum >>> GREEN_AT);
                samples[i + 2] = (byte) (sum >>> BLUE_AT);
            } else {
                samples[i] = CLAMP[(int) sum & LANE];
                samples[i + 1] = CLAMP[(int) (sum >>> GREEN_AT) & LANE];
                samples[i + 2] = CLAMP[(int) (sum >>> BLUE_AT) & LANE];
            }
        }
    }

    /** Red and blue as values, green with its fraction. */
    private static long lanes(int red, int blue, long green) {
        return red + ((long) blue << BLUE_AT) + (green << (GREEN_AT - BITS));
    }

    private static int fix(double value) {
        return (int) (value * (1 << BITS) + 0.5);
    }
}

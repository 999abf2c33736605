package dev.triptych.media.image;

/**
 * YCbCr to RGB in the 16-bit fixed point of libjpeg, bit for bit: {@code R = Y + 1.402 Cr}, {@code G = Y - 0.34414 Cb -
 * 0.71414 Cr}, {@code B = Y + 1.772 Cb}, chroma centred on 128.
 */
final class LumaChroma {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int[] RED = new int[256];
    private static final int[] BLUE = new int[256];
    private static final int[] GREEN_CR = new int[256];
    private static final int[] GREEN_CB = new int[256];
    /** Clamps {@code -256 ... 511} to a byte; wide enough for luma plus any chroma. */
    private static final byte[] CLAMP = new byte[768];

    static {
        for (int i = 0; i < 256; i++) {
            int chroma = i - 128;
            RED[i] = (fix(1.40200) * chroma + HALF) >> BITS;
            BLUE[i] = (fix(1.77200) * chroma + HALF) >> BITS;
            GREEN_CR[i] = -fix(0.71414) * chroma;
            // One rounding for both green terms.
            GREEN_CB[i] = -fix(0.34414) * chroma + HALF;
        }
        for (int i = 0; i < CLAMP.length; i++) {
            CLAMP[i] = (byte) Math.max(0, Math.min(255, i - 256));
        }
    }

    private LumaChroma() {}

    /** Converts interleaved pixels in place. */
    static void toRgb(byte[] samples, int pixels) {
        for (int i = 0, end = 3 * pixels; i < end; i += 3) {
            int luma = 256 + (samples[i] & 0xFF);
            int cb = samples[i + 1] & 0xFF;
            int cr = samples[i + 2] & 0xFF;
            samples[i] = CLAMP[luma + RED[cr]];
            samples[i + 1] = CLAMP[luma + ((GREEN_CB[cb] + GREEN_CR[cr]) >> BITS)];
            samples[i + 2] = CLAMP[luma + BLUE[cb]];
        }
    }

    private static int fix(double value) {
        return (int) (value * (1 << BITS) + 0.5);
    }
}

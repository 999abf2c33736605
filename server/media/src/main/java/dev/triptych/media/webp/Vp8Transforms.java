package dev.triptych.media.webp;

/** The inverse transforms of VP8 (RFC 6386, section 14), in integers. */
final class Vp8Transforms {
    private Vp8Transforms() {}

    /** Second-order coefficients to the DC of each of the 16 blocks of luma. */
    static void walshHadamard(int[] in, int[] out) {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            int a0 = in[i] + in[12 + i];
            int a1 = in[4 + i] + in[8 + i];
            int a2 = in[4 + i] - in[8 + i];
            int a3 = in[i] - in[12 + i];
            half[i] = a0 + a1;
            half[8 + i] = a0 - a1;
            half[4 + i] = a3 + a2;
            half[12 + i] = a3 - a2;
        }
        for (int i = 0; i < 4; i++) {
            int dc = half[4 * i] + 3;
            int a0 = dc + half[4 * i + 3];
            int a1 = half[4 * i + 1] + half[4 * i + 2];
            int a2 = half[4 * i + 1] - half[4 * i + 2];
            int a3 = dc - half[4 * i + 3];
            out[64 * i] = (short) ((a0 + a1) >> 3);
            out[64 * i + 16] = (short) ((a3 + a2) >> 3);
            out[64 * i + 32] = (short) ((a0 - a1) >> 3);
            out[64 * i + 48] = (short) ((a3 - a2) >> 3);
        }
    }

    /** Adds the inverse cosine transform of the block at {@code from} to 4 x 4 samples. */
    static void addCosine(int[] in, int from, byte[] samples, int at, int stride, int[] half) {
        for (int i = 0; i < 4; i++) {
            int x0 = in[from + i];
            int x1 = in[from + 4 + i];
            int x2 = in[from + 8 + i];
            int x3 = in[from + 12 + i];
            int c = low(x1) - high(x3);
            int d = high(x1) + low(x3);
            half[4 * i] = x0 + x2 + d;
            half[4 * i + 1] = x0 - x2 + c;
            half[4 * i + 2] = x0 - x2 - c;
            half[4 * i + 3] = x0 + x2 - d;
        }
        for (int row = 0; row < 4; row++) {
            int dc = half[row] + 4;
            int x1 = half[4 + row];
            int x2 = half[8 + row];
            int x3 = half[12 + row];
            int c = low(x1) - high(x3);
            int d = high(x1) + low(x3);
            int to = at + row * stride;
            samples[to] = clip(samples[to], dc + x2 + d);
            samples[to + 1] = clip(samples[to + 1], dc - x2 + c);
            samples[to + 2] = clip(samples[to + 2], dc - x2 - c);
            samples[to + 3] = clip(samples[to + 3], dc + x2 - d);
        }
    }

    /** Times {@code sqrt(2) * sin(pi / 8)}. */
    private static int low(int x) {
        return (x * 35468) >> 16;
    }

    /** Times {@code sqrt(2) * cos(pi / 8)}. */
    private static int high(int x) {
        return ((x * 20091) >> 16) + x;
    }

    private static byte clip(byte sample, int eighths) {
        return (byte) Math.max(0, Math.min(255, (sample & 0xFF) + (eighths >> 3)));
    }
}

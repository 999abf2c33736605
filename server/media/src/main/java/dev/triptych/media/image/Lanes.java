package dev.triptych.media.image;

/**
 * Two signed 32-bit sums in one long. A product of a weight and two bytes at bits 0 and 32 adds to both at once; a low
 * sum below zero borrows one from the high sum, which is given back when it is read.
 */
final class Lanes {
    /** Half a pixel level in both lanes. */
    static final long ROUND = of(1 << (AxisWeights.FRACTION_BITS - 1), 1 << (AxisWeights.FRACTION_BITS - 1));
    /** The bytes at bits 0 and 32. */
    static final long BYTES = of(0xFF, 0xFF);

    private Lanes() {}

    /** Two values that are not negative. */
    static long of(int low, int high) {
        return ((long) high << 32) | low;
    }

    /** The low sum as a pixel level. */
    static byte low(long sum) {
        return clamp((int) sum);
    }

    /** The high sum as a pixel level. */
    static byte high(long sum) {
        return clamp((int) ((sum - (int) sum) >> 32));
    }

    private static byte clamp(int sum) {
        int value = sum >> AxisWeights.FRACTION_BITS;
        return (byte) Math.max(0, Math.min(255, value));
    }
}

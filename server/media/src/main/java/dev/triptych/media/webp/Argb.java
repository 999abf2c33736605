package dev.triptych.media.webp;

/** Arithmetic on the four bytes of a colour at once, each by itself. */
final class Argb {
    private static final int EVEN = 0x00FF00FF;
    private static final int ODD = 0xFF00FF00;

    private Argb() {}

    /** Sums, each modulo 256. */
    static int add(int a, int b) {
        return (((a & ODD) + (b & ODD)) & ODD) | (((a & EVEN) + (b & EVEN)) & EVEN);
    }

    /** Means, rounded down. */
    static int mean(int a, int b) {
        return (((a ^ b) & 0xFEFEFEFE) >>> 1) + (a & b);
    }

    /** The sum of the differences. */
    static int distance(int a, int b) {
        int sum = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            sum += Math.abs(((a >>> shift) & 0xFF) - ((b >>> shift) & 0xFF));
        }
        return sum;
    }

    /** {@code a + b - c}, held within 0 to 255. */
    static int gradient(int a, int b, int c) {
        int out = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = ((a >>> shift) & 0xFF) + ((b >>> shift) & 0xFF) - ((c >>> shift) & 0xFF);
            out |= Math.max(0, Math.min(255, value)) << shift;
        }
        return out;
    }

    /** {@code a + (a - b) / 2}, the quotient towards zero, held within 0 to 255. */
    static int halfGradient(int a, int b) {
        int out = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = (a >>> shift) & 0xFF;
            value += (value - ((b >>> shift) & 0xFF)) / 2;
            out |= Math.max(0, Math.min(255, value)) << shift;
        }
        return out;
    }
}

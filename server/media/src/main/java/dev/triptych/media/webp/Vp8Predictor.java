package dev.triptych.media.webp;

import java.util.Arrays;

/**
 * Predicts the samples of a macroblock from those above and left (RFC 6386, section 12), in a small work space that
 * holds it with its surroundings.
 *
 * <p>Outside the picture lies 127 above and 129 to the left; the corner is 127 over the first row, else 129.
 */
final class Vp8Predictor {
    static final int STRIDE = 32;
    /** Places of the first samples: a row and some columns are left for the surroundings. */
    static final int LUMA = STRIDE + 8;

    static final int U = 18 * STRIDE + 8;
    static final int V = 18 * STRIDE + 24;

    /**
     * Which samples of the edge a 4 x 4 block takes, by mode from {@link Vp8Modes#VERTICAL} on: three in a row from that
     * place on, or two in a row where 20 is added. The edge runs up the left side, its lowest twice, over the corner, and
     * along the eight samples above, the last twice.
     */
    private static final int[][] TAPS = {
        {5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8},
        {3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0},
        {4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4},
        {25, 26, 27, 28, 4, 5, 6, 7, 3, 25, 26, 27, 2, 4, 5, 6},
        {6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12},
        {26, 27, 28, 29, 6, 7, 8, 9, 27, 28, 29, 10, 7, 8, 9, 11},
        {24, 4, 5, 6, 23, 3, 24, 4, 22, 2, 23, 3, 21, 1, 22, 2},
        {23, 2, 22, 1, 22, 1, 21, 0, 21, 0, 20, 20, 20, 20, 20, 20}
    };

    final byte[] samples = new byte[26 * STRIDE + 8];
    private final int[] edge = new int[15];

    /** Lays the surroundings of a macroblock around the work space. */
    void surround(Vp8Planes planes, int column, int row) {
        surround(planes.luma, planes.stride, 16, LUMA, column, row);
        surround(planes.u, planes.chromaStride, 8, U, column, row);
        surround(planes.v, planes.chromaStride, 8, V, column, row);
        int aboveRight = LUMA - STRIDE + 16;
        if (row == 0) {
            Arrays.fill(samples, aboveRight, aboveRight + 4, (byte) 127);
        } else {
            int above = (16 * row - 1) * planes.stride + 16 * column + 16;
            for (int i = 0; i < 4; i++) {
                samples[aboveRight + i] = planes.luma[column == planes.columns - 1 ? above - 1 : above + i];
            }
        }
        // The blocks at the right edge see the same samples in every row.
        for (int i = 4; i < 16; i += 4) {
            System.arraycopy(samples, aboveRight, samples, aboveRight + i * STRIDE, 4);
        }
    }

    private void surround(byte[] plane, int stride, int size, int at, int column, int row) {
        int from = size * (row * stride + column);
        if (row == 0) {
            Arrays.fill(samples, at - STRIDE - 1, at - STRIDE + size, (byte) 127);
        } else {
            System.arraycopy(plane, from - stride, samples, at - STRIDE, size);
            samples[at - STRIDE - 1] = column == 0 ? (byte) 129 : plane[from - stride - 1];
        }
        for (int y = 0; y < size; y++) {
            samples[at + y * STRIDE - 1] = column == 0 ? (byte) 129 : plane[from + y * stride - 1];
        }
    }

    /** Predicts a square of 16 or 8 samples. */
    void whole(int mode, int at, int size, boolean hasLeft, boolean hasAbove) {
        switch (mode) {
            case Vp8Modes.DC -> fill(at, size, average(at, size, hasLeft, hasAbove));
            case Vp8Modes.TRUE_MOTION -> trueMotion(at, size);
            case Vp8Modes.VERTICAL -> {
                for (int y = 0; y < size; y++) {
                    System.arraycopy(samples, at - STRIDE, samples, at + y * STRIDE, size);
                }
            }
            default -> {
                for (int y = 0; y < size; y++) {
                    int row = at + y * STRIDE;
                    Arrays.fill(samples, row, row + size, samples[row - 1]);
                }
            }
        }
    }

    /** Predicts a block of 4 x 4. */
    void block(int mode, int at) {
        if (mode == Vp8Modes.DC) {
            fill(at, 4, average(at, 4, true, true));
        } else if (mode == Vp8Modes.TRUE_MOTION) {
            trueMotion(at, 4);
        } else {
            along(TAPS[mode - Vp8Modes.VERTICAL], at);
        }
    }

    private void along(int[] taps, int at) {
        for (int i = 0; i < 4; i++) {
            edge[4 - i] = samples[at - 1 + i * STRIDE] & 0xFF;
        }
        edge[0] = edge[1];
        for (int i = 0; i < 9; i++) {
            edge[5 + i] = samples[at - STRIDE - 1 + i] & 0xFF;
        }
        edge[14] = edge[13];
        for (int i = 0; i < 16; i++) {
            int tap = taps[i];
            int value = tap < 20
                    ? (edge[tap] + 2 * edge[tap + 1] + edge[tap + 2] + 2) >> 2
                    : (edge[tap - 20] + edge[tap - 19] + 1) >> 1;
            samples[at + (i >> 2) * STRIDE + (i & 3)] = (byte) value;
        }
    }

    private void trueMotion(int at, int size) {
        int corner = samples[at - STRIDE - 1] & 0xFF;
        for (int y = 0; y < size; y++) {
            int row = at + y * STRIDE;
            int base = (samples[row - 1] & 0xFF) - corner;
            for (int x = 0; x < size; x++) {
                int value = base + (samples[at - STRIDE + x] & 0xFF);
                samples[row + x] = (byte) Math.max(0, Math.min(255, value));
            }
        }
    }

    /** The mean of what lies inside the picture; 128 where nothing does. */
    private int average(int at, int size, boolean hasLeft, boolean hasAbove) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += hasAbove ? samples[at - STRIDE + i] & 0xFF : 0;
            sum += hasLeft ? samples[at - 1 + i * STRIDE] & 0xFF : 0;
        }
        int count = (hasLeft ? size : 0) + (hasAbove ? size : 0);
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    private void fill(int at, int size, int value) {
        for (int y = 0; y < size; y++) {
            Arrays.fill(samples, at + y * STRIDE, at + y * STRIDE + size, (byte) value);
        }
    }
}

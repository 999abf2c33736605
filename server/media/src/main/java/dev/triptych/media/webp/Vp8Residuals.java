package dev.triptych.media.webp;

import java.util.Arrays;

/** Reads the coefficients of macroblocks (RFC 6386, section 13) and multiplies them by their steps. */
final class Vp8Residuals {
    private static final int LUMA_WITHOUT_DC = 0;
    private static final int SECOND_ORDER = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;

    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    /** Probabilities of the extra bits of the larger values, high bit first. */
    private static final int[][] EXTRA = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    private final int[] probabilities;
    /** Whether blocks above have coefficients: 4 of luma, 2 of U, 2 of V, 1 of second order, by column. */
    private final boolean[] above;

    private final boolean[] left = new boolean[9];
    private final int[] secondOrder = new int[16];

    /** Coefficients in rows: 16 blocks of luma, 4 of U, 4 of V; 16 bits wide, as the reference has them. */
    final int[] coefficients = new int[24 * 16];
    /** Whether a block has any that is not 0. */
    final boolean[] filled = new boolean[24];

    Vp8Residuals(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        this.above = new boolean[9 * columns];
    }

    void beginRow() {
        Arrays.fill(left, false);
    }

    /** Notes a macroblock without coefficients. */
    void skip(int column, boolean inBlocks) {
        int kept = inBlocks ? 8 : 9;
        Arrays.fill(above, 9 * column, 9 * column + kept, false);
        Arrays.fill(left, 0, kept, false);
        Arrays.fill(filled, false);
    }

    /** Reads a macroblock; false when it turns out to have no coefficients. */
    boolean read(BoolReader in, int column, boolean inBlocks, int[] steps) {
        Arrays.fill(coefficients, 0);
        int top = 9 * column;
        int plane = LUMA;
        int first = 0;
        if (!inBlocks) {
            Arrays.fill(secondOrder, 0);
            boolean any = block(in, SECOND_ORDER, context(top + 8, 8), 0, steps, 2, secondOrder, 0);
            above[top + 8] = any;
            left[8] = any;
            Vp8Transforms.walshHadamard(secondOrder, coefficients);
            plane = LUMA_WITHOUT_DC;
            first = 1;
        }
        boolean filledAny = false;
        for (int i = 0; i < 24; i++) {
            // Luma lies 4 x 4; each chroma 2 x 2, behind it in the contexts too.
            int x = i < 16 ? i & 3 : 4 + 2 * ((i - 16) >> 2) + (i & 1);
            int y = i < 16 ? i >> 2 : 4 + 2 * ((i - 16) >> 2) + ((i >> 1) & 1);
            int kind = i < 16 ? plane : CHROMA;
            boolean any = block(
                    in, kind, context(top + x, y), i < 16 ? first : 0, steps, i < 16 ? 0 : 4, coefficients, 16 * i);
            above[top + x] = any;
            left[y] = any;
            filled[i] = any || coefficients[16 * i] != 0;
            filledAny |= filled[i];
        }
        return filledAny;
    }

    private int context(int aboveAt, int leftAt) {
        return (above[aboveAt] ? 1 : 0) + (left[leftAt] ? 1 : 0);
    }

    /** Reads one block; whether it had any token but its end. */
    private boolean block(
            BoolReader in, int plane, int context, int first, int[] steps, int stepAt, int[] out, int outAt) {
        int base = plane * Vp8Tables.PLANE;
        int n = first;
        int at = base + 33 * BANDS[n] + 11 * context;
        if (in.bit(probabilities[at]) == 0) {
            return false;
        }
        while (true) {
            int next;
            if (in.bit(probabilities[at + 1]) == 0) {
                next = 0;
            } else {
                int value = 1;
                next = 1;
                if (in.bit(probabilities[at + 2]) == 1) {
                    value = large(in, at);
                    next = 2;
                }
                int place = ZIGZAG[n];
                int scaled = value * steps[stepAt + (place > 0 ? 1 : 0)];
                out[outAt + place] = (short) (in.bit(128) == 1 ? -scaled : scaled);
            }
            if (++n == 16) {
                return true;
            }
            at = base + 33 * BANDS[n] + 11 * next;
            if (next != 0 && in.bit(probabilities[at]) == 0) {
                return true;
            }
        }
    }

    private int large(BoolReader in, int at) {
        if (in.bit(probabilities[at + 3]) == 0) {
            return in.bit(probabilities[at + 4]) == 0 ? 2 : 3 + in.bit(probabilities[at + 5]);
        }
        if (in.bit(probabilities[at + 6]) == 0) {
            if (in.bit(probabilities[at + 7]) == 0) {
                return 5 + in.bit(159);
            }
            int high = in.bit(165);
            return 7 + 2 * high + in.bit(145);
        }
        int high = in.bit(probabilities[at + 8]);
        int category = 2 * high + in.bit(probabilities[at + 9 + high]);
        int extra = 0;
        for (int probability : EXTRA[category]) {
            extra = extra << 1 | in.bit(probability);
        }
        return 3 + (8 << category) + extra;
    }
}

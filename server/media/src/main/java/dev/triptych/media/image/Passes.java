package dev.triptych.media.image;

import java.util.Arrays;

/** The two passes of a resize, over interleaved RGB: 32-bit accumulators with 22 fraction bits, rounded and clamped. */
final class Passes {
    private static final int ROUND = 1 << (AxisWeights.FRACTION_BITS - 1);

    private Passes() {}

    /** Scales rows {@code firstRow ...} across; the part keeps its row numbers and holds target columns from 0. */
    static Part across(Part source, AxisWeights columns, int firstRow, int rowCount) {
        int width = columns.length();
        byte[] out = new byte[3 * width * rowCount];
        for (int row = 0; row < rowCount; row++) {
            acrossRow(source.pixels(), source.offset(0, firstRow + row), columns, out, 3 * width * row);
        }
        return new Part(out, width, 0, firstRow);
    }

    private static void acrossRow(byte[] in, int row, AxisWeights columns, byte[] out, int outRow) {
        int[] weights = columns.weights();
        int o = outRow;
        for (int x = 0; x < columns.length(); x++) {
            int at = row + 3 * columns.first(x);
            int w = columns.offset(x);
            int end = w + columns.count(x);
            int red = ROUND;
            int green = ROUND;
            int blue = ROUND;
            for (; w < end; w++, at += 3) {
                int weight = weights[w];
                red += weight * (in[at] & 0xFF);
                green += weight * (in[at + 1] & 0xFF);
                blue += weight * (in[at + 2] & 0xFF);
            }
            out[o++] = clamp(red);
            out[o++] = clamp(green);
            out[o++] = clamp(blue);
        }
    }

    /** Scales columns {@code firstColumn ...} down; the part keeps its column numbers and holds target rows from 0. */
    static Part down(Part source, AxisWeights rows, int firstColumn, int columnCount) {
        int length = 3 * columnCount;
        byte[] out = new byte[length * rows.length()];
        int[] sums = new int[length];
        for (int y = 0; y < rows.length(); y++) {
            Arrays.fill(sums, ROUND);
            int w = rows.offset(y);
            for (int k = 0; k < rows.count(y); k++) {
                add(sums, source.pixels(), source.offset(firstColumn, rows.first(y) + k), rows.weights()[w + k]);
            }
            for (int i = 0, o = length * y; i < length; i++, o++) {
                out[o] = clamp(sums[i]);
            }
        }
        return new Part(out, columnCount, firstColumn, 0);
    }

    private static void add(int[] sums, byte[] in, int from, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * (in[from + i] & 0xFF);
        }
    }

    private static byte clamp(int sum) {
        int value = sum >> AxisWeights.FRACTION_BITS;
        return (byte) Math.max(0, Math.min(255, value));
    }
}

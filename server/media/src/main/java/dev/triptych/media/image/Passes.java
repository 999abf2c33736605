package dev.triptych.media.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The two passes of a resize, over interleaved RGB: 32-bit accumulators with 22 fraction bits, rounded and clamped.
 *
 * <p>Two values go through each multiplication, in the two {@link Lanes} of a long: no compiler that Java has today
 * vectorises a sum of products over bytes.
 */
final class Passes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Passes() {}

    /** Scales rows {@code firstRow ...} across; the part keeps its row numbers and holds target columns from 0. */
    static Part across(Part source, AxisWeights columns, int firstRow, int rowCount) {
        int length = 3 * columns.length();
        byte[] out = new byte[length * rowCount];
        long[] pair = new long[3 * (columns.end() - columns.begin())];
        for (int row = 0; row < rowCount; row += 2) {
            // The last of an odd number of rows goes with itself.
            int other = Math.min(row + 1, rowCount - 1);
            int from = source.offset(columns.begin(), firstRow + row);
            pair(source.pixels(), from, source.offset(columns.begin(), firstRow + other), pair);
            acrossPair(pair, columns, out, length * row, length * other);
        }
        return new Part(out, columns.length(), 0, firstRow);
    }

    private static void pair(byte[] in, int low, int high, long[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = Lanes.of(in[low + i] & 0xFF, in[high + i] & 0xFF);
        }
    }

    private static void acrossPair(long[] in, AxisWeights columns, byte[] out, int outLow, int outHigh) {
        int[] weights = columns.weights();
        int begin = columns.begin();
        for (int x = 0, o = 0; x < columns.length(); x++, o += 3) {
            int at = 3 * (columns.first(x) - begin);
            int w = columns.offset(x);
            int count = columns.count(x);
            long red = Lanes.ROUND;
            long green = Lanes.ROUND;
            long blue = Lanes.ROUND;
            // One counter, and the rest by it: so the compiler takes the bounds checks out of the loop.
            for (int k = 0; k < count; k++) {
                long weight = weights[w + k];
                red += weight * in[at + 3 * k];
                green += weight * in[at + 3 * k + 1];
                blue += weight * in[at + 3 * k + 2];
            }
            out[outLow + o] = Lanes.low(red);
            out[outLow + o + 1] = Lanes.low(green);
            out[outLow + o + 2] = Lanes.low(blue);
            out[outHigh + o] = Lanes.high(red);
            out[outHigh + o + 1] = Lanes.high(green);
            out[outHigh + o + 2] = Lanes.high(blue);
        }
    }

    /** Scales columns {@code firstColumn ...} down; the part keeps its column numbers and holds target rows from 0. */
    static Part down(Part source, AxisWeights rows, int firstColumn, int columnCount) {
        int length = 3 * columnCount;
        byte[] out = new byte[length * rows.length()];
        for (int y = 0; y < rows.length(); y++) {
            int from = source.offset(firstColumn, rows.first(y));
            int i = 0;
            for (; i + 8 <= length; i += 8) {
                downEight(source, from + i, rows, y, out, length * y + i);
            }
            for (; i < length; i++) {
                out[length * y + i] = downOne(source, from + i, rows, y);
            }
        }
        return new Part(out, columnCount, firstColumn, 0);
    }

    private static void downEight(Part source, int from, AxisWeights rows, int y, byte[] out, int o) {
        byte[] in = source.pixels();
        int[] weights = rows.weights();
        int stride = 3 * source.width();
        int w = rows.offset(y);
        int end = w + rows.count(y);
        long first = Lanes.ROUND;
        long second = Lanes.ROUND;
        long third = Lanes.ROUND;
        long fourth = Lanes.ROUND;
        for (int at = from; w < end; w++, at += stride) {
            long weight = weights[w];
            long eight = (long) LONG.get(in, at);
            first += weight * (eight & Lanes.BYTES);
            second += weight * ((eight >>> 8) & Lanes.BYTES);
            third += weight * ((eight >>> 16) & Lanes.BYTES);
            fourth += weight * ((eight >>> 24) & Lanes.BYTES);
        }
        out[o] = Lanes.low(first);
        out[o + 1] = Lanes.low(second);
        out[o + 2] = Lanes.low(third);
        out[o + 3] = Lanes.low(fourth);
        out[o + 4] = Lanes.high(first);
        out[o + 5] = Lanes.high(second);
        out[o + 6] = Lanes.high(third);
        out[o + 7] = Lanes.high(fourth);
    }

    private static byte downOne(Part source, int from, AxisWeights rows, int y) {
        long sum = Lanes.ROUND;
        int stride = 3 * source.width();
        for (int k = 0; k < rows.count(y); k++) {
            sum += (long) rows.weights()[rows.offset(y) + k] * (source.pixels()[from + k * stride] & 0xFF);
        }
        return Lanes.low(sum);
    }
}

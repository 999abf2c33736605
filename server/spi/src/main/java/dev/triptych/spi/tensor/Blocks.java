package dev.triptych.spi.tensor;

import java.nio.ByteBuffer;

/**
 * Copies and fills rectangular blocks of row-major tensors: stacking an item into a batch, cutting its share out again.
 *
 * <p>Shapes, origins and block sizes are given per axis, outermost first, all of one rank. Buffers are addressed
 * absolutely, so positions and limits of shared buffers stay as they are. Blocks that lie in one piece move in one copy.
 */
public final class Blocks {
    private Blocks() {}

    /** Receives each contiguous run of a block. */
    @FunctionalInterface
    public interface Run {
        /**
         * One run.
         *
         * @param from the first element's index in the source
         * @param to the first element's index in the target
         * @param count how many elements lie in a row in both
         */
        void at(int from, int to, int count);
    }

    /**
     * Copies a block of fixed-width elements.
     *
     * @param width bytes of an element
     * @throws IndexOutOfBoundsException when the block does not fit one of the buffers
     */
    public static void copy(
            ByteBuffer from,
            long[] fromShape,
            long[] fromAt,
            ByteBuffer to,
            long[] toShape,
            long[] toAt,
            long[] block,
            int width) {
        runs(
                fromShape,
                fromAt,
                toShape,
                toAt,
                block,
                (source, target, count) -> to.put(target * width, from, source * width, count * width));
    }

    /** Fills a block with one value, converted to the type as {@link Scalars#put} does. */
    public static void fill(ByteBuffer to, long[] shape, long[] at, long[] block, DType type, double value) {
        runs(shape, at, shape, at, block, (source, target, count) -> {
            for (int i = 0; i < count; i++) {
                Scalars.put(to, (target + i) * type.width(), type, value);
            }
        });
    }

    /** Visits the contiguous runs of a block, in row-major order; an empty block has none. */
    public static void runs(long[] fromShape, long[] fromAt, long[] toShape, long[] toAt, long[] block, Run run) {
        int inner = block.length;
        long count = 1;
        while (inner > 0) {
            inner--;
            count *= block[inner];
            if (block[inner] != fromShape[inner] || block[inner] != toShape[inner]) {
                break;
            }
        }
        long times = 1;
        for (int axis = 0; axis < inner; axis++) {
            times *= block[axis];
        }
        if (count == 0 || times == 0) {
            return;
        }
        visit(fromShape, fromAt, toShape, toAt, block, new Walk(inner, times, Math.toIntExact(count)), run);
    }

    private record Walk(int outerAxes, long times, int count) {}

    private static void visit(
            long[] fromShape, long[] fromAt, long[] toShape, long[] toAt, long[] block, Walk walk, Run run) {
        long[] step = new long[walk.outerAxes()];
        for (long i = 0; i < walk.times(); i++) {
            run.at(index(fromShape, fromAt, step), index(toShape, toAt, step), walk.count());
            for (int axis = step.length - 1; axis >= 0; axis--) {
                step[axis]++;
                if (step[axis] < block[axis]) {
                    break;
                }
                step[axis] = 0;
            }
        }
    }

    private static int index(long[] shape, long[] at, long[] step) {
        long index = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            index = index * shape[axis] + at[axis] + (axis < step.length ? step[axis] : 0);
        }
        return Math.toIntExact(index);
    }
}

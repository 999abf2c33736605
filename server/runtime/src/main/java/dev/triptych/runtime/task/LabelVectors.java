package dev.triptych.runtime.task;

import java.util.List;

/**
 * One direction for each label of a list, ready to be compared with items. The array is not copied and never changed.
 *
 * @param rows the directions one after another, each of {@code dim} numbers
 * @param dim how many numbers a direction has
 * @param truncated positions of labels that were cut to fit the model in at least one template, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record LabelVectors(float[] rows, int dim, List<Integer> truncated) implements LabelCache.Kept {
    private static final int POSITION_BYTES = 20;

    LabelVectors {
        truncated = List.copyOf(truncated);
    }

    /** Bytes of so many numbers and so many positions of labels that were cut. */
    static long bytes(int numbers, int truncated) {
        return (long) numbers * Float.BYTES + (long) truncated * POSITION_BYTES;
    }

    @Override
    public long bytes() {
        return bytes(rows.length, truncated.size());
    }

    int count() {
        return rows.length / dim;
    }

    /** The dot product of each direction with a vector, in the order of labels. */
    double[] dots(float[] vector) {
        double[] dots = new double[count()];
        int row = 0;
        // Four sums at a time: one alone would wait for itself at every step.
        for (; row + 4 <= dots.length; row += 4) {
            int a = row * dim;
            int b = a + dim;
            int c = b + dim;
            int d = c + dim;
            double first = 0;
            double second = 0;
            double third = 0;
            double fourth = 0;
            for (int i = 0; i < dim; i++) {
                double value = vector[i];
                first += value * rows[a + i];
                second += value * rows[b + i];
                third += value * rows[c + i];
                fourth += value * rows[d + i];
            }
            dots[row] = first;
            dots[row + 1] = second;
            dots[row + 2] = third;
            dots[row + 3] = fourth;
        }
        for (; row < dots.length; row++) {
            double sum = 0;
            for (int i = 0; i < dim; i++) {
                sum += (double) vector[i] * rows[row * dim + i];
            }
            dots[row] = sum;
        }
        return dots;
    }
}

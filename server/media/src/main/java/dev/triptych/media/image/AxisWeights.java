package dev.triptych.media.image;

/**
 * For a run of target pixels along one axis: the first source pixel, how many, and their weights with 22 fraction bits.
 *
 * <p>Immutable; shared by threads. Target pixels count from the run's beginning.
 */
final class AxisWeights {
    static final int FRACTION_BITS = 22;

    private final int stride;
    private final int[] first;
    private final int[] count;
    private final int[] weights;

    private AxisWeights(int stride, int length) {
        this.stride = stride;
        first = new int[length];
        count = new int[length];
        weights = new int[Math.multiplyExact(stride, length)];
    }

    /**
     * What scaling an axis means.
     *
     * @param source source pixels
     * @param target target pixels in all
     * @param filter any but nearest
     * @param from the run's first target pixel
     * @param length the run's length
     */
    static AxisWeights of(int source, int target, ResampleFilter filter, int from, int length) {
        double scale = (double) source / target;
        double filterScale = Math.max(scale, 1);
        double support = filter.support() * filterScale;
        double inverse = 1.0 / filterScale;
        AxisWeights table = new AxisWeights((int) Math.ceil(support) * 2 + 1, length);
        double[] raw = new double[table.stride];
        for (int i = 0; i < length; i++) {
            double centre = (from + i + 0.5) * scale;
            int first = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(source, (int) (centre + support + 0.5));
            table.first[i] = first;
            table.count[i] = end - first;
            double total = 0;
            for (int k = 0; k < end - first; k++) {
                raw[k] = filter.weight((k + first - centre + 0.5) * inverse);
                total += raw[k];
            }
            table.round(i, raw, total);
        }
        return table;
    }

    private void round(int at, double[] raw, double total) {
        for (int k = 0; k < count[at]; k++) {
            double weight = total == 0 ? raw[k] : raw[k] / total;
            weights[at * stride + k] = (int) ((weight < 0 ? -0.5 : 0.5) + weight * (1 << FRACTION_BITS));
        }
    }

    int length() {
        return first.length;
    }

    /** The first source pixel of a target pixel. */
    int first(int target) {
        return first[target];
    }

    /** How many source pixels a target pixel takes. */
    int count(int target) {
        return count[target];
    }

    /** Where a target pixel's weights begin in {@link #weights}. */
    int offset(int target) {
        return target * stride;
    }

    /** All weights. */
    int[] weights() {
        return weights;
    }

    /** The first source pixel that any target pixel takes. */
    int begin() {
        return first[0];
    }

    /** One past the last source pixel that any target pixel takes. */
    int end() {
        int last = length() - 1;
        return first[last] + count[last];
    }
}

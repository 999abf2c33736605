package dev.triptych.towers;

import java.util.Arrays;
import java.util.Locale;

/**
 * How the output of a tower becomes one vector of an item: token vectors {@code [tokens, dim]} in, {@code [dim]} out.
 *
 * <p>Only an item's own tokens enter, special ones included and padding never. All but {@link #NONE} and {@link #EOS} are
 * those of sentence-transformers (Reimers and Gurevych, 2019).
 */
public enum Pooling {
    /** The graph pools: its output is {@code [1, dim]}. */
    NONE,
    /** The first token's vector. */
    CLS,
    /** The mean of all token vectors. */
    MEAN,
    /** The largest value of each coordinate. */
    MAX,
    /** The sum of all token vectors, divided by the square root of their number. */
    MEAN_SQRT_LEN,
    /** The mean of all token vectors, the first weighted 1, the second 2, and so on (Muennighoff, 2022, "SGPT"). */
    WEIGHTED_MEAN,
    /** The last token's vector. */
    LAST,
    /** The vector at the first token of the id that ends the text, as CLIP pools (Radford et al., 2021). */
    EOS;

    /** The name in configurations: {@code weighted_mean}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many axes the output has. */
    int rank() {
        return this == NONE ? 2 : 3;
    }

    /**
     * Pools in float32, token by token: the order in which the reference sums.
     *
     * @param rows the output, one row after another; rows beyond {@code count} are padding
     * @param first the first row that enters: 0, or the length of a prompt that is left out; weights count from row 0
     * @param count how many rows are the item's own
     * @param ids the item's token ids, for {@link #EOS}; empty for others
     */
    float[] pool(float[] rows, int first, int count, int dim, int... ids) {
        int entering = Math.max(count - first, 1);
        return switch (this) {
            case NONE, CLS -> row(rows, first, dim);
            case LAST -> row(rows, Math.max(count - 1, 0), dim);
            case EOS -> row(rows, firstEnd(ids), dim);
            case MAX -> max(rows, first, count, dim);
            case MEAN -> divided(sum(rows, first, count, dim, false), entering);
            case MEAN_SQRT_LEN -> divided(sum(rows, first, count, dim, false), (float) Math.sqrt(entering));
            case WEIGHTED_MEAN -> divided(sum(rows, first, count, dim, true), weights(first, count));
        };
    }

    private static float weights(int first, int count) {
        return Math.max((count * (count + 1f) - first * (first + 1f)) / 2, 1);
    }

    // The tokenizer puts the end last; the same id may stand earlier, where the text itself spells it.
    private static int firstEnd(int... ids) {
        int end = ids[ids.length - 1];
        int at = 0;
        while (ids[at] != end) {
            at++;
        }
        return at;
    }

    private static float[] row(float[] rows, int at, int dim) {
        return Arrays.copyOfRange(rows, at * dim, (at + 1) * dim);
    }

    private static float[] sum(float[] rows, int first, int count, int dim, boolean weighted) {
        float[] sum = new float[dim];
        for (int t = first; t < count; t++) {
            float weight = weighted ? t + 1 : 1;
            for (int d = 0; d < dim; d++) {
                sum[d] += rows[t * dim + d] * weight;
            }
        }
        return sum;
    }

    private static float[] divided(float[] sum, float by) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] /= by;
        }
        return sum;
    }

    private static float[] max(float[] rows, int first, int count, int dim) {
        float[] most = row(rows, first, dim);
        for (int at = (first + 1) * dim; at < count * dim; at++) {
            most[at % dim] = Math.max(most[at % dim], rows[at]);
        }
        return most;
    }
}

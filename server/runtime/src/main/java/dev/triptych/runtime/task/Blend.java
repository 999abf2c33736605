package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery.Sought;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import java.util.List;

/**
 * One query's vector: the normalised sum of weight times normalised vector over its terms.
 *
 * @param vector the vector; zero only where the one content's own vector is
 * @param truncated whether a term was cut to the model's limit
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Blend(float[] vector, boolean truncated) {
    /** A sum this much shorter than its parts is nothing but rounding. */
    private static final double ZERO = 1e-6;

    /** The blend of a query's embedded terms, or the failure of the first bad one. */
    static Outcome<Blend> of(Sought sought, List<Outcome<Embedding>> terms) {
        boolean truncated = false;
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof Outcome.Failed<Embedding> failed) {
                TaskException error = failed.error();
                return new Outcome.Failed<>(terms.size() == 1 ? error : error.at("terms[" + i + "].content"));
            }
            truncated |= done(terms, i).truncated();
        }
        if (terms.size() == 1 && sought.terms().get(0).weight() == 1) {
            return new Outcome.Done<>(new Blend(Embeddings.read(done(terms, 0)), truncated));
        }
        double[] sum = new double[done(terms, 0).space().dim()];
        double weights = 0;
        for (int i = 0; i < terms.size(); i++) {
            double weight = sought.terms().get(i).weight();
            float[] vector = Embeddings.read(done(terms, i));
            weights += Math.abs(weight);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += weight * vector[j];
            }
        }
        return unit(sum, weights, truncated);
    }

    private static Outcome<Blend> unit(double[] sum, double weights, boolean truncated) {
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        double norm = Math.sqrt(squares);
        if (!(norm > ZERO * weights)) {
            return new Outcome.Failed<>(TaskException.of(
                            Reason.FIELD_INVALID,
                            "terms: the weighted sum is a zero vector, which points nowhere; change terms or weights")
                    .at("terms"));
        }
        float[] vector = new float[sum.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (sum[i] / norm);
        }
        return new Outcome.Done<>(new Blend(vector, truncated));
    }

    private static Embedding done(List<Outcome<Embedding>> terms, int index) {
        return ((Outcome.Done<Embedding>) terms.get(index)).value();
    }
}

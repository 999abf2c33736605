package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classification.Scored;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.ClassifyQuery.Scoring;
import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.spi.model.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns logits into scores, best first.
 *
 * @param activation how
 * @param scoring what of them is answered
 */
record Scores(Activation activation, Scoring scoring) {
    /** The most scores of one answer: about 30 MiB of heap and 10 MiB on the wire. */
    private static final int MOST_SCORES = 262_144;

    /**
     * Checks what a call asks of a model that was trained with an activation.
     *
     * <p>Softmax over logits of logistic training: with independent labels, the probability that label i alone holds is
     * proportional to p/(1-p), which is the exponential of its logit. The other way round has no such meaning: logits of
     * softmax training are known up to a common addend only.
     *
     * @param labels how many there are to answer
     */
    static Scores of(Activation trained, ClassifyQuery query, int labels) {
        Scoring scoring = query.scoring();
        checkAnswer(query.items().size(), labels, scoring.topK());
        Activation asked = scoring.activation();
        if (asked == Activation.SIGMOID && trained == Activation.SOFTMAX) {
            throw FieldRules.invalid(
                    "options.activation",
                    "the model was trained with softmax, so one logit alone says nothing and several labels cannot be"
                            + " scored apart; leave it out, or use a model trained with sigmoid");
        }
        return new Scores(asked == null ? trained : asked, scoring);
    }

    private static void checkAnswer(int items, int labels, int topK) {
        int each = topK == 0 ? labels : Math.min(topK, labels);
        if ((long) items * each > MOST_SCORES) {
            throw FieldRules.invalid(
                            "options.top_k",
                            items + " items times " + each + " labels are " + (long) items * each
                                    + " scores in one answer, the limit is " + MOST_SCORES + "; set top_k to "
                                    + MOST_SCORES / items + " or less, or send fewer items")
                    .with("limit", Integer.toString(MOST_SCORES));
        }
    }

    /**
     * The labels that reach the threshold, at most {@code topK} of them (all for 0); equal scores keep the labels' order.
     *
     * @param places the place to answer for each label, below 0 to leave it out; null for its own
     */
    List<Scored> chosen(List<String> labels, double[] raw, int @Nullable [] places) {
        double[] logits = raw;
        if (scoring.temperature() != 1) {
            logits = raw.clone();
            for (int i = 0; i < logits.length; i++) {
                logits[i] /= scoring.temperature();
            }
        }
        double[] scores = activation == Activation.SOFTMAX ? softmax(logits) : sigmoid(logits);
        List<Scored> scored = new ArrayList<>(scores.length);
        for (int i = 0; i < scores.length; i++) {
            int place = places == null ? i : places[i];
            if (scores[i] >= scoring.threshold() && place >= 0) {
                scored.add(new Scored(labels.get(i), place, scores[i], logits[i]));
            }
        }
        // By logit: far apart logits may round to equal scores.
        scored.sort(Comparator.comparingDouble(Scored::logit).reversed());
        int topK = scoring.topK();
        return topK > 0 && topK < scored.size() ? scored.subList(0, topK) : scored;
    }

    private static double[] softmax(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = Math.exp(logits[i] - max);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }

    private static double[] sigmoid(double[] logits) {
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = 1 / (1 + Math.exp(-logits[i]));
        }
        return scores;
    }
}

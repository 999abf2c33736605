package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classification.Scored;
import dev.triptych.spi.model.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Turns logits into scores, best first. */
final class Scores {
    private Scores() {}

    /**
     * The labels that reach the threshold, at most {@code topK} of them (all for 0); equal scores keep the labels' order.
     */
    static List<Scored> of(List<String> labels, double[] logits, Activation activation, int topK, double threshold) {
        double[] scores = activation == Activation.SOFTMAX ? softmax(logits) : sigmoid(logits);
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] >= threshold) {
                scored.add(new Scored(labels.get(i), scores[i], logits[i]));
            }
        }
        // By logit: far apart logits may round to equal scores.
        scored.sort(Comparator.comparingDouble(Scored::logit).reversed());
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

package dev.triptych.runtime.serving;

import java.util.List;

/**
 * An item's labels, best first.
 *
 * @param labels the labels that were asked for and reach the threshold
 * @param truncated whether the item was cut to the model's limit
 */
public record Classification(List<Scored> labels, boolean truncated) {
    public Classification {
        labels = List.copyOf(labels);
    }

    /**
     * A label's score.
     *
     * @param label the label as given
     * @param index its place in the list that was chosen from, from 0
     * @param score a probability, 0 to 1
     * @param logit what the activation was applied to
     */
    public record Scored(String label, int index, double score, double logit) {}
}

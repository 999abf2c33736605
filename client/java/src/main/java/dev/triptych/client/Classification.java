package dev.triptych.client;

import java.util.List;
import java.util.Optional;

/**
 * The labels of one item.
 *
 * @param labels highest score first, equal scores in the order of the label list; empty when a threshold left none
 * @param activation how logits became scores
 */
public record Classification(List<ScoredLabel> labels, Activation activation) {
    /** How logits become scores. */
    public enum Activation {
        /** Over all labels: one label holds, scores add up to 1 before top-k and threshold. */
        SOFTMAX,
        /** For each label by itself: any number of labels may hold. */
        SIGMOID,
        /** One that this client does not know. */
        UNKNOWN;

        dev.triptych.v1.Activation wire() {
            return switch (this) {
                case SOFTMAX -> dev.triptych.v1.Activation.ACTIVATION_SOFTMAX;
                case SIGMOID -> dev.triptych.v1.Activation.ACTIVATION_SIGMOID;
                case UNKNOWN -> dev.triptych.v1.Activation.ACTIVATION_UNSPECIFIED;
            };
        }

        static Activation of(dev.triptych.v1.Activation wire) {
            return switch (wire) {
                case ACTIVATION_SOFTMAX -> SOFTMAX;
                case ACTIVATION_SIGMOID -> SIGMOID;
                case ACTIVATION_UNSPECIFIED, UNRECOGNIZED -> UNKNOWN;
            };
        }
    }

    public Classification {
        labels = List.copyOf(labels);
    }

    /** The best label; empty when a threshold left none. */
    public Optional<ScoredLabel> best() {
        return labels.isEmpty() ? Optional.empty() : Optional.of(labels.get(0));
    }
}

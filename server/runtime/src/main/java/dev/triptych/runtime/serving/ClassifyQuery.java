package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items to classify. What no model could answer is refused here, at the request's field; what depends on the model is
 * refused by the task.
 *
 * @param model which model
 * @param items the items
 * @param labels the candidate labels; empty for those of the set, else the model's own
 * @param labelSet a label set of the model or of the server; empty for none
 * @param templates sentences in which {@code {}} is the label; empty for the model's own
 * @param scoring how scores are made and chosen
 * @param truncate whether texts above the model's limit are cut; otherwise an item fails, and a label fails the call
 */
public record ClassifyQuery(
        ModelRef model,
        List<Content> items,
        List<String> labels,
        String labelSet,
        List<String> templates,
        Scoring scoring,
        boolean truncate) {
    public ClassifyQuery {
        items = List.copyOf(items);
        labels = List.copyOf(labels);
        templates = List.copyOf(templates);
        LabelRules.labels(labels);
        LabelRules.templates(templates);
        if (!labels.isEmpty() && !labelSet.isEmpty()) {
            throw FieldRules.invalid("label_set", "labels are given too; send one of both");
        }
    }

    /** Without a label set, scored as the model was trained. */
    public ClassifyQuery(
            ModelRef model,
            List<Content> items,
            List<String> labels,
            List<String> templates,
            int topK,
            double threshold,
            boolean truncate) {
        this(model, items, labels, "", templates, new Scoring(topK, threshold, null, 1), truncate);
    }

    /**
     * How logits become an answer.
     *
     * @param topK how many labels to answer, best first; 0 for all
     * @param threshold the least score to answer, 0 to 1
     * @param activation how logits become scores; null for the model's own
     * @param temperature divides each logit before the activation, 0.001 to 1000; 1 for the model as trained
     */
    public record Scoring(
            int topK, double threshold, @Nullable Activation activation, double temperature) {
        public Scoring {
            FieldRules.topK(topK);
            FieldRules.range("options.threshold", threshold, 0, 1);
            FieldRules.range("options.temperature", temperature, 1e-3, 1e3);
        }
    }
}

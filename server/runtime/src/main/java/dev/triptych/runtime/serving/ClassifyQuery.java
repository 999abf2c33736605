package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import java.util.List;

/**
 * Items to classify.
 *
 * @param model which model
 * @param items the items
 * @param labels the candidate labels; empty for the model's own
 * @param templates sentences in which {@code {}} is the label; empty for the model's own
 * @param topK how many labels to answer, best first; 0 for all
 * @param threshold the least score to answer, 0 to 1
 * @param truncate whether texts above the model's limit are cut; otherwise an item fails, and a label fails the call
 */
public record ClassifyQuery(
        ModelRef model,
        List<Content> items,
        List<String> labels,
        List<String> templates,
        int topK,
        double threshold,
        boolean truncate) {
    public ClassifyQuery {
        items = List.copyOf(items);
        labels = List.copyOf(labels);
        templates = List.copyOf(templates);
    }
}

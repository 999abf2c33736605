package dev.triptych.runtime.serving;

import java.util.List;

/**
 * The end of a classify call.
 *
 * @param items one outcome for each item, in order
 * @param truncatedLabels positions in the query's labels or label set, ascending from 0, of those cut to fit the model in at least one
 *     template; empty when the labels were the model's own
 */
public record Classifications(List<Outcome<Classification>> items, List<Integer> truncatedLabels) {
    public Classifications {
        items = List.copyOf(items);
        truncatedLabels = List.copyOf(truncatedLabels);
    }
}

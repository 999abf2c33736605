package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The labels that a call chooses from.
 *
 * @param labels at least one, none blank, none twice
 * @param own whether they are the model's own, which no caller can shorten
 * @param field the request's field that all came from
 * @param path the request's field that a label came from, by its position
 */
record Chosen(List<String> labels, boolean own, String field, IntFunction<String> path) {
    /** The call's labels, else those of its label set, else the model's. */
    static Chosen of(ClassifyQuery query, Lease lease, List<String> own) {
        if (!query.labels().isEmpty()) {
            return new Chosen(query.labels(), false, "labels", label -> "labels[" + label + "]");
        }
        if (!query.labelSet().isEmpty()) {
            return new Chosen(set(query.labelSet(), lease.labelSets()), false, "label_set", label -> "label_set");
        }
        if (own.isEmpty()) {
            throw TaskException.of(
                            Reason.FIELD_MISSING,
                            "no labels given, and the model has none of its own; send labels or name a label set")
                    .at("labels");
        }
        return new Chosen(own, true, "labels", label -> "labels");
    }

    private static List<String> set(String name, Map<String, List<String>> sets) {
        List<String> labels = sets.get(name);
        if (labels == null) {
            throw TaskException.of(
                            Reason.LABEL_SET_UNKNOWN,
                            "label_set: no set " + Quoted.text(name) + "; there "
                                    + (sets.isEmpty() ? "are none" : "is " + names(sets.keySet())))
                    .at("label_set");
        }
        return labels;
    }

    private static String names(Set<String> names) {
        return String.join(", ", names.stream().sorted().limit(10).toList()) + (names.size() > 10 ? ", …" : "");
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The labels that a call chooses from.
 *
 * @param labels at least one, none blank, none twice
 * @param own whether they are the model's own, which no caller can shorten
 * @param path the request's field that a label came from, by its position
 */
record Chosen(List<String> labels, boolean own, IntFunction<String> path) {
    /** The call's labels, else those of its label set, else the model's. */
    static Chosen of(ClassifyQuery query, Lease lease, List<String> own) {
        if (!query.labels().isEmpty() && !query.labelSet().isEmpty()) {
            throw TaskException.of(Reason.FIELD_INVALID, "label_set: labels are given too; send one of both")
                    .at("label_set");
        }
        if (!query.labels().isEmpty()) {
            check(query.labels());
            return new Chosen(query.labels(), false, label -> "labels[" + label + "]");
        }
        if (!query.labelSet().isEmpty()) {
            return new Chosen(set(query.labelSet(), lease.labelSets()), false, label -> "label_set");
        }
        if (own.isEmpty()) {
            throw TaskException.of(
                            Reason.FIELD_MISSING,
                            "no labels given, and the model has none of its own; send labels or name a label set")
                    .at("labels");
        }
        return new Chosen(own, true, label -> "labels");
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

    private static void check(List<String> labels) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).isBlank()) {
                throw TaskException.of(Reason.FIELD_INVALID, "a label is blank").at("labels[" + i + "]");
            }
            if (!seen.add(labels.get(i))) {
                throw TaskException.of(Reason.FIELD_INVALID, "label " + Quoted.text(labels.get(i)) + " is given twice")
                        .at("labels[" + i + "]");
            }
        }
    }
}

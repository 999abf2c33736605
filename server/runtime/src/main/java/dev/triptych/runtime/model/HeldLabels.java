package dev.triptych.runtime.model;

import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.LabelRules;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ZeroShot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the labels, templates and label sets of a model's folder, so that what no call could use is refused when the
 * folder is loaded. The server's label sets are not of one model, and a caller may send fewer templates with them.
 */
final class HeldLabels {
    private HeldLabels() {}

    /**
     * Labels that are texts: each list times the model's templates is within the bounds of a call.
     *
     * @throws TaskException {@code CONFIG_INVALID}
     */
    static void check(ZeroShot rule, Map<String, List<String>> sets) {
        int templates = rule.templates().size();
        asConfiguration(() -> {
            LabelRules.labels(rule.labels());
            LabelRules.templates(rule.templates());
            LabelRules.sentences("labels", rule.labels().size(), templates);
            sets.forEach((name, labels) -> LabelRules.sentences("label_sets." + name, labels.size(), templates));
        });
    }

    /**
     * Labels that are trained classes: each list names some of them.
     *
     * @throws TaskException {@code CONFIG_INVALID}
     */
    static void check(List<String> classes, Map<String, List<String>> sets) {
        Set<String> known = new HashSet<>(classes);
        asConfiguration(() -> sets.forEach((name, labels) -> labels.forEach(label -> {
            if (!known.contains(label)) {
                throw FieldRules.invalid(
                        "label_sets." + name,
                        Quoted.text(label) + " is none of the model's " + classes.size() + " classes");
            }
        })));
    }

    private static void asConfiguration(Runnable check) {
        try {
            check.run();
        } catch (TaskException e) {
            throw TaskException.of(Reason.CONFIG_INVALID, "The model folder's " + e.text() + ".");
        }
    }
}

package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.TaskException;
import dev.triptych.towers.Yaml;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The labels of {@code model.yaml} and the templates they are put into, held to the rules for those of a request: what
 * cannot be asked is refused when the model loads, not when somebody who sent neither calls.
 */
final class Sentences {
    private static final int MOST_LABELS = 16_384;
    private static final int MOST_TEMPLATES = 256;
    private static final int LONGEST = 1024;
    private static final String PLACE = "{}";

    private Sentences() {}

    /** The templates, at least one; {@code CONFIG_INVALID} names the one that is wrong. */
    static List<String> templates(Yaml overrides) {
        List<String> templates = overrides.texts("templates");
        bounded(overrides, "templates", templates, MOST_TEMPLATES);
        for (int i = 0; i < templates.size(); i++) {
            if (!templates.get(i).contains(PLACE)) {
                throw wrong(overrides, "templates", i, templates.get(i), "a sentence with {} for the label");
            }
        }
        return templates.isEmpty() ? List.of(PLACE) : templates;
    }

    /** The model's own labels, none twice; {@code CONFIG_INVALID} names the one that is wrong. */
    static List<String> labels(Yaml overrides) {
        List<String> labels = overrides.texts("labels");
        bounded(overrides, "labels", labels, MOST_LABELS);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            if (label.isBlank() || !seen.add(label)) {
                throw wrong(overrides, "labels", i, label, "a label that is not blank and not given before");
            }
        }
        return labels;
    }

    private static void bounded(Yaml overrides, String key, List<String> texts, int most) {
        if (texts.size() > most) {
            throw overrides.wrong(key, "a list of at most " + most + " texts, got " + texts.size());
        }
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).length() > LONGEST) {
                throw wrong(overrides, key, i, texts.get(i), "at most " + LONGEST + " characters long");
            }
        }
    }

    private static TaskException wrong(Yaml overrides, String key, int at, String got, String expected) {
        return overrides.wrong(key + "[" + at + "]", expected + ", got " + Quoted.text(got));
    }
}

package dev.triptych.runtime.serving;

import dev.triptych.repository.LabelFile;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What holds of labels and of the sentences that they are put into, whether a caller sends them or the server holds them.
 *
 * <p>A sentence's length is the product of two texts of the caller's: bounded lengths and places keep it below 5 KiB.
 */
public final class LabelRules {
    /** The most characters of a label or a template. */
    public static final int LONGEST = LabelFile.LONGEST;
    /** The most sentences, labels times templates, that a call may need: a thousand labels in a hundred templates fit. */
    public static final int MOST_SENTENCES = 131_072;
    /** Where a template takes the label. */
    public static final String PLACE = "{}";

    private static final int MOST_TEMPLATES = 256;
    private static final int MOST_PLACES = 4;

    private LabelRules() {}

    /**
     * Checks labels: none blank, none twice, none too long.
     *
     * @throws TaskException {@code FIELD_INVALID} or {@code TEXT_TOO_LONG} at the first bad one
     */
    public static void labels(List<String> labels) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            if (label.isBlank()) {
                throw FieldRules.invalid("labels[" + i + "]", "is blank");
            }
            length("labels[" + i + "]", label);
            if (!seen.add(label)) {
                throw FieldRules.invalid("labels[" + i + "]", Quoted.text(label) + " is given twice");
            }
        }
    }

    /**
     * Checks templates: at most 256, none too long, each with 1 to 4 places for the label.
     *
     * @throws TaskException {@code BATCH_TOO_LARGE}, or {@code FIELD_INVALID} or {@code TEXT_TOO_LONG} at the first bad one
     */
    public static void templates(List<String> templates) {
        if (templates.size() > MOST_TEMPLATES) {
            FieldRules.count("templates", templates.size(), MOST_TEMPLATES);
        }
        for (int i = 0; i < templates.size(); i++) {
            String template = templates.get(i);
            length("templates[" + i + "]", template);
            int places = places(template);
            if (places == 0) {
                throw FieldRules.invalid("templates[" + i + "]", Quoted.text(template) + " holds no {}");
            }
            if (places > MOST_PLACES) {
                throw FieldRules.invalid(
                        "templates[" + i + "]", "holds {} " + places + " times, the limit is " + MOST_PLACES);
            }
        }
    }

    /**
     * Checks that labels times templates are not too many sentences.
     *
     * @param field what the caller can change
     * @throws TaskException {@code FIELD_INVALID}
     */
    public static void sentences(String field, int labels, int templates) {
        long sentences = (long) labels * templates;
        if (sentences > MOST_SENTENCES) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            field + ": " + labels + " labels times " + templates + " templates are " + sentences
                                    + " sentences, the limit is " + MOST_SENTENCES + "; use fewer templates or labels")
                    .at(field)
                    .with("limit", Integer.toString(MOST_SENTENCES));
        }
    }

    private static int places(String template) {
        int places = 0;
        for (int at = template.indexOf(PLACE); at >= 0; at = template.indexOf(PLACE, at + PLACE.length())) {
            places++;
        }
        return places;
    }

    private static void length(String field, String text) {
        if (text.length() > LONGEST) {
            throw TaskException.of(
                            Reason.TEXT_TOO_LONG,
                            field + ": has " + text.length() + " characters, the limit is " + LONGEST)
                    .at(field)
                    .with("limit", Integer.toString(LONGEST));
        }
    }
}

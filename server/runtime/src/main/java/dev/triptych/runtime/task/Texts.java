package dev.triptych.runtime.task;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Prompts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Readies texts for a model: the prompt's words before them, and whether they may be cut. */
final class Texts {
    private Texts() {}

    /** The contents with each text marked; others as they are. */
    static List<Content> marked(List<Content> contents, boolean truncate) {
        return prefixed(contents, "", truncate);
    }

    /** The contents with a prefix before each text; others as they are. */
    static List<Content> prefixed(List<Content> contents, String prefix, boolean truncate) {
        return contents.stream()
                .map(content -> content instanceof Content.Text text
                        ? new Content.Text(prefix + text.text(), truncate)
                        : content)
                .toList();
    }

    /**
     * The words of a prompt.
     *
     * @param name null for the model's standard prompt, empty for none
     * @param field the request's field that names it
     */
    static String prefix(Embedder embedder, @Nullable String name, String field) {
        Prompts prompts = embedder.prompts();
        String wanted = name == null ? prompts.standard() : name;
        if (wanted.isEmpty()) {
            return "";
        }
        String prefix = prompts.prefixes().get(wanted);
        if (prefix == null) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            field + ": no prompt " + Quoted.text(wanted) + "; the model has "
                                    + (prompts.prefixes().isEmpty()
                                            ? "none"
                                            : prompts.prefixes().keySet()))
                    .at(field);
        }
        return prefix;
    }

    /** Whether a text of this content must not be cut. */
    static boolean whole(Content content) {
        return content instanceof Content.Text text && !text.truncate();
    }

    /** A text that was cut though it must not be: its plugin does not count. */
    static TaskException tooLong(Lease lease) {
        int limit = lease.limits().textTokens();
        return TaskException.of(
                        Reason.TEXT_TOO_LONG,
                        "the text has more tokens than the " + limit + " that model " + Quoted.text(lease.model())
                                + " takes; shorten it or allow truncation")
                .with("limit", String.valueOf(limit));
    }
}

package dev.triptych.spi.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Words that a text model was trained to see before a text, by the text's role: {@code query} or {@code passage}, say.
 * The server puts the prefix before the text; the plugin sees one text.
 *
 * @param prefixes the prefixes by name, in the order of listings; a prefix may be empty
 * @param standard the name of the prompt that holds when the caller names none; empty for no prefix at all
 */
public record Prompts(Map<String, String> prefixes, String standard) {
    /** No prompts. */
    public static final Prompts NONE = new Prompts(Map.of(), "");

    public Prompts {
        prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
        if (prefixes.containsKey("") || !(standard.isEmpty() || prefixes.containsKey(standard))) {
            throw new IllegalArgumentException(
                    "the standard prompt " + standard + " is not among the named ones " + prefixes.keySet());
        }
    }
}

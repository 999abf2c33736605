package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the number of the padding token, or of another by its letters. */
final class PadToken {
    private PadToken() {}

    /** The number of a named token in a {@code tokenizer.json}, else the one that its own padding has. */
    static OptionalInt of(ObjectNode tree, Optional<String> name) {
        OptionalInt named = name.map(token -> find(tree, token)).orElse(OptionalInt.empty());
        JsonNode own = tree.path("padding").path("pad_id");
        return named.isEmpty() && own.isInt() ? OptionalInt.of(own.intValue()) : named;
    }

    /** The number of a token of a {@code tokenizer.json}; empty where it has none of these letters. */
    static OptionalInt find(ObjectNode tree, String token) {
        for (JsonNode added : tree.path("added_tokens")) {
            if (added.path("content").asText().equals(token)) {
                return OptionalInt.of(added.path("id").intValue());
            }
        }
        JsonNode vocabulary = tree.path("model").path("vocab");
        if (vocabulary.path(token).isInt()) {
            return OptionalInt.of(vocabulary.path(token).intValue());
        }
        for (int id = 0; vocabulary.isArray() && id < vocabulary.size(); id++) {
            if (vocabulary.get(id).path(0).asText().equals(token)) {
                return OptionalInt.of(id);
            }
        }
        return OptionalInt.empty();
    }
}

package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A token that is found in a text before the model sees the rest.
 *
 * @param content its letters
 * @param leftStrip whether it takes the white space before it
 * @param rightStrip whether it takes the white space after it
 * @param singleWord whether it is found as a whole word only
 * @param normalized whether it is sought in the normalised text
 * @param special whether it is one of the model's own marks
 */
record AddedToken(
        String content,
        boolean leftStrip,
        boolean rightStrip,
        boolean singleWord,
        boolean normalized,
        boolean special) {
    static AddedToken special(String content) {
        return new AddedToken(content, false, false, false, false, true);
    }

    static AddedToken plain(String content) {
        return new AddedToken(content, false, false, false, false, false);
    }

    /** A token as configurations write it, a text or an object; empty for anything else. */
    static Optional<AddedToken> of(JsonNode node, boolean special) {
        if (node.isTextual()) {
            return Optional.of(special ? special(node.asText()) : plain(node.asText()));
        }
        if (!node.path("content").isTextual()) {
            return Optional.empty();
        }
        boolean marked = node.path("special").asBoolean(special);
        return Optional.of(new AddedToken(
                node.path("content").asText(),
                node.path("lstrip").asBoolean(),
                node.path("rstrip").asBoolean(),
                node.path("single_word").asBoolean(),
                node.path("normalized").asBoolean(!marked),
                marked));
    }

    /** The token as one of the model's own marks. */
    AddedToken marked() {
        return new AddedToken(content, leftStrip, rightStrip, singleWord, normalized, true);
    }

    ObjectNode json(int id) {
        return Json.object()
                .put("id", id)
                .put("content", content)
                .put("single_word", singleWord)
                .put("lstrip", leftStrip)
                .put("rstrip", rightStrip)
                .put("normalized", normalized)
                .put("special", special);
    }
}

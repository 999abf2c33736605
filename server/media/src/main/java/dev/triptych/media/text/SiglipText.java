package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * SigLIP's way with texts: small letters, no ASCII punctuation, single spaces (big_vision's canonicalisation), and a space
 * before the text.
 */
final class SiglipText {
    private static final String SPACE = "\u2581";
    /** A capital sigma that ends a word becomes the final small one, as Python has it; elsewhere the plain one. */
    private static final String FINAL_SIGMA =
            "(?<=[\\p{Lu}\\p{Ll}\\p{Lt}\\p{Mn}])\u03a3(?![\\p{Mn}\\p{Cf}'.:]*[\\p{Lu}\\p{Ll}\\p{Lt}])";

    private SiglipText() {}

    /** The space before the text; none before a mark. */
    static UnaryOperator<String> beginning(SpecialTokens specials) {
        List<String> marks = Stream.of("eos_token", "unk_token", "pad_token")
                .flatMap(name -> specials.named(name).stream())
                .toList();
        return text -> {
            String plain = text.replace(SPACE, " ");
            return marks.stream().anyMatch(plain.stripLeading()::startsWith) ? plain : SPACE + plain;
        };
    }

    /** The marks, which take the white space around them. */
    static ArrayNode marks(SpecialTokens specials, Map<String, Integer> vocabulary) {
        ArrayNode tokens = specials.json(vocabulary);
        if (!tokens.isEmpty()) {
            tokens.forEach(token -> ((ObjectNode) token).put("lstrip", true).put("rstrip", true));
        }
        return tokens;
    }

    static ObjectNode normalizer(JsonNode config, Optional<String> charsMap) {
        ObjectNode sequence = Json.typed("Sequence");
        ArrayNode steps = sequence.putArray("normalizers");
        if (config.path("do_lower_case").asBoolean(true)) {
            steps.add(replace("Regex", FINAL_SIGMA, "\u03c2")).add(Json.typed("Lowercase"));
        }
        steps.add(replace("Regex", "[!-/:-@\\[-`{-~]", ""));
        steps.add(replace("Regex", "[\\s\\x{1c}-\\x{1f}]+", " "));
        steps.add(Json.typed("Strip").put("strip_left", true).put("strip_right", true));
        charsMap.ifPresent(map -> steps.add(Json.typed("Precompiled").put("precompiled_charsmap", map)));
        steps.add(replace("Regex", " {2,}", " "));
        steps.add(replace("String", " ", SPACE));
        steps.add(replace("Regex", SPACE + "+\\z", ""));
        return sequence;
    }

    static ObjectNode replace(String kind, String pattern, String content) {
        ObjectNode replace = Json.typed("Replace").put("content", content);
        replace.putObject("pattern").put(kind, pattern);
        return replace;
    }
}

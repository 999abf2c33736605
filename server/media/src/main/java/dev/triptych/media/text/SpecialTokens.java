package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The named and the added tokens of {@code tokenizer_config.json}, {@code special_tokens_map.json} and
 * {@code added_tokens.json}, with the precedence of transformers 5: where {@code added_tokens_decoder} is there, the two
 * other files are not read.
 */
final class SpecialTokens {
    private static final List<String> NAMES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private final Map<String, AddedToken> named = new LinkedHashMap<>();
    private final Map<Integer, AddedToken> byId = new TreeMap<>();
    private final List<AddedToken> extra = new ArrayList<>();

    /** @param defaults the family's own names, by attribute such as {@code eos_token} */
    static SpecialTokens read(TokenizerFiles files, Map<String, String> defaults) {
        SpecialTokens tokens = new SpecialTokens();
        JsonNode config = files.config();
        defaults.forEach((name, token) -> tokens.named.put(name, AddedToken.special(token)));
        tokens.names(config);
        tokens.extras(config);
        if (config.path("added_tokens_decoder").isObject()) {
            tokens.decoder(config.path("added_tokens_decoder"), files);
        } else {
            JsonNode map = files.json("special_tokens_map.json");
            tokens.names(map);
            tokens.extras(map);
            tokens.legacy(files.json("added_tokens.json"));
        }
        tokens.preferAdded();
        return tokens;
    }

    /** The token of an attribute such as {@code pad_token}, by its letters. */
    Optional<String> named(String name) {
        return Optional.ofNullable(named.get(name)).map(AddedToken::content);
    }

    /** Adds marks that the vocabulary itself declares; what the configuration says of them comes first. */
    void declare(AddedToken token) {
        extra.add(token);
    }

    /**
     * All tokens as {@code added_tokens}, by their ids; those that the vocabulary lacks are numbered on from its end, and
     * become part of it.
     */
    ArrayNode json(Map<String, Integer> vocabulary) {
        Map<String, AddedToken> all = new LinkedHashMap<>();
        byId.values().forEach(token -> all.putIfAbsent(token.content(), token));
        named.values().forEach(token -> all.putIfAbsent(token.content(), token));
        extra.forEach(token -> all.putIfAbsent(token.content(), token));
        TreeMap<Integer, AddedToken> numbered = new TreeMap<>();
        for (AddedToken token : all.values()) {
            if (!token.content().isEmpty()) {
                Integer next = vocabulary.size();
                numbered.put(
                        Optional.ofNullable(vocabulary.putIfAbsent(token.content(), next))
                                .orElse(next),
                        token);
            }
        }
        ArrayNode out = Json.array();
        numbered.forEach((id, token) -> out.add(token.json(id)));
        return out;
    }

    private void names(JsonNode source) {
        for (String name : NAMES) {
            AddedToken.of(source.path(name), true).map(AddedToken::marked).ifPresent(token -> named.put(name, token));
            if (source.path(name).isNull()) {
                named.remove(name);
            }
        }
    }

    private void extras(JsonNode source) {
        for (String key : List.of("extra_special_tokens", "additional_special_tokens")) {
            source.path(key)
                    .forEach(node ->
                            AddedToken.of(node, true).map(AddedToken::marked).ifPresent(extra::add));
        }
    }

    private void decoder(JsonNode decoder, TokenizerFiles files) {
        decoder.properties().forEach(entry -> {
            try {
                AddedToken.of(entry.getValue(), false)
                        .ifPresent(token -> byId.put(Integer.valueOf(entry.getKey()), token));
            } catch (NumberFormatException bad) {
                throw TaskException.of(
                        Reason.CONFIG_INVALID,
                        files.shown("tokenizer_config.json") + ": added_tokens_decoder has a key that is no number",
                        bad);
            }
        });
    }

    private void legacy(JsonNode added) {
        added.properties().forEach(entry -> {
            String content = entry.getKey();
            boolean special =
                    named.values().stream().anyMatch(token -> token.content().equals(content))
                            || extra.stream().anyMatch(token -> token.content().equals(content));
            byId.put(entry.getValue().asInt(), new AddedToken(content, false, false, false, !special, special));
        });
    }

    private void preferAdded() {
        for (AddedToken added : byId.values()) {
            named.replaceAll((name, token) -> token.content().equals(added.content()) ? added.marked() : token);
        }
        byId.replaceAll((id, added) ->
                named.values().stream().anyMatch(token -> token.content().equals(added.content()))
                        ? added.marked()
                        : added);
    }
}

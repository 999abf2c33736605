package dev.triptych.plugin.dualencoder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.JsonConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Finds the id of the token that fills texts up, as transformers does: the tokenizer's files tell, not the model's. */
final class PadId {
    private PadId() {}

    /** The id; empty when no file tells. */
    static OptionalLong find(ModelFolder folder, String prefix) {
        JsonConfig tokenizer = JsonConfig.read(folder, prefix + "tokenizer.json");
        Optional<String> token = List.of("tokenizer_config.json", "special_tokens_map.json").stream()
                .flatMap(file -> JsonConfig.find(folder, prefix + file).stream())
                .flatMap(PadId::named)
                .findFirst();
        OptionalLong id = token.map(name -> id(tokenizer.node(), name)).orElse(OptionalLong.empty());
        JsonNode padding = tokenizer.node().path("padding").path("pad_id");
        return id.isEmpty() && padding.isIntegralNumber() ? OptionalLong.of(padding.asLong()) : id;
    }

    private static Stream<String> named(JsonConfig config) {
        JsonNode token = config.node().path("pad_token");
        String name = token.isObject() ? token.path("content").asText() : token.asText("");
        return name.isEmpty() || name.equals("null") ? Stream.empty() : Stream.of(name);
    }

    private static OptionalLong id(JsonNode tokenizer, String token) {
        for (JsonNode added : tokenizer.path("added_tokens")) {
            if (added.path("content").asText().equals(token)) {
                return OptionalLong.of(added.path("id").asLong());
            }
        }
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        if (vocabulary.isObject()) {
            return vocabulary.has(token) ? OptionalLong.of(vocabulary.get(token).asLong()) : OptionalLong.empty();
        }
        for (int at = 0; at < vocabulary.size(); at++) {
            if (vocabulary.get(at).path(0).asText().equals(token)) {
                return OptionalLong.of(at);
            }
        }
        return OptionalLong.empty();
    }
}

package dev.triptych.plugin.sentencetransformers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.Prompts;
import dev.triptych.towers.JsonConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code config_sentence_transformers.json} says; without the file: no prompts, vectors compared by their cosine.
 *
 * @param prompts the words before texts
 * @param cosine whether vectors are meant to be compared by their cosine, and not by a product or a distance
 */
record SentenceSettings(Prompts prompts, boolean cosine) {
    private static final String FILE = "config_sentence_transformers.json";
    private static final Set<String> SIMILARITIES = Set.of("cosine", "dot", "dot_product", "euclidean", "manhattan");

    static SentenceSettings read(ModelFolder folder) {
        if (!folder.has(FILE)) {
            return new SentenceSettings(Prompts.NONE, true);
        }
        JsonConfig config = JsonConfig.read(folder, FILE);
        String similarity = config.text("similarity_fn_name").orElse("cosine");
        if (!SIMILARITIES.contains(similarity)) {
            throw config.wrong("similarity_fn_name", "cosine, dot, euclidean or manhattan");
        }
        return new SentenceSettings(prompts(config), similarity.equals("cosine"));
    }

    private static Prompts prompts(JsonConfig config) {
        Optional<JsonConfig> stated = config.object("prompts");
        Map<String, String> prefixes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry :
                stated.map(JsonConfig::node).map(JsonNode::properties).orElse(Set.of())) {
            if (!entry.getValue().isNull()) {
                if (!entry.getValue().isTextual() || entry.getKey().isEmpty()) {
                    throw config.wrong("prompts", "texts by name");
                }
                prefixes.put(entry.getKey(), entry.getValue().asText());
            }
        }
        String standard = config.text("default_prompt_name").orElse("");
        if (!standard.isEmpty() && !prefixes.containsKey(standard)) {
            throw config.wrong("default_prompt_name", "one of the prompts " + prefixes.keySet());
        }
        return new Prompts(prefixes, standard);
    }
}

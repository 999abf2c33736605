package dev.triptych.plugin.sentencetransformers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Pooling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the pooling module's {@code config.json} says.
 *
 * @param modes the ways of pooling, whose results stand side by side; at least one
 * @param includePrompt whether a prompt's own tokens are pooled too
 * @param dim how long token vectors are; empty when it does not say
 */
record PoolingConfig(List<Pooling> modes, boolean includePrompt, OptionalInt dim) {
    // In the order in which several stand side by side.
    private static final Map<String, Pooling> MODES = modesByName();

    // The older spelling, a flag for each mode, in the same order.
    private static final List<String> FLAGS = List.of(
            "cls_token", "max_tokens", "mean_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken");

    private static Map<String, Pooling> modesByName() {
        Map<String, Pooling> modes = new LinkedHashMap<>();
        modes.put("cls", Pooling.CLS);
        modes.put("max", Pooling.MAX);
        modes.put("mean", Pooling.MEAN);
        modes.put("mean_sqrt_len_tokens", Pooling.MEAN_SQRT_LEN);
        modes.put("weightedmean", Pooling.WEIGHTED_MEAN);
        modes.put("lasttoken", Pooling.LAST);
        return Collections.unmodifiableMap(modes);
    }

    /** One way of pooling, prompts and all. */
    static PoolingConfig of(Pooling mode) {
        return new PoolingConfig(List.of(mode), true, OptionalInt.empty());
    }

    static PoolingConfig read(ModelFolder folder, String path) {
        JsonConfig config = JsonConfig.read(folder, path + "config.json");
        List<Pooling> modes = config.has("pooling_mode") ? named(config) : flagged(config);
        OptionalInt dim = config.whole("embedding_dimension", 1, 1 << 20);
        return new PoolingConfig(
                modes.isEmpty() ? List.of(Pooling.MEAN) : modes,
                config.flag("include_prompt").orElse(true),
                dim.isPresent() ? dim : config.whole("word_embedding_dimension", 1, 1 << 20));
    }

    private static List<Pooling> named(JsonConfig config) {
        JsonNode stated = config.node().path("pooling_mode");
        List<String> names = new ArrayList<>();
        if (stated.isTextual()) {
            names.add(stated.asText());
        } else {
            names.addAll(config.texts("pooling_mode"));
        }
        List<Pooling> modes = new ArrayList<>();
        for (String name : names) {
            Pooling mode = MODES.get(name);
            if (mode == null) {
                throw config.wrong("pooling_mode", "one or some of " + String.join(", ", MODES.keySet()));
            }
            modes.add(mode);
        }
        return modes;
    }

    private static List<Pooling> flagged(JsonConfig config) {
        List<Pooling> modes = new ArrayList<>();
        List<Pooling> inOrder = List.copyOf(MODES.values());
        for (int i = 0; i < FLAGS.size(); i++) {
            if (config.flag("pooling_mode_" + FLAGS.get(i)).orElse(false)) {
                modes.add(inOrder.get(i));
            }
        }
        return modes;
    }
}

package dev.triptych.repository;

import dev.triptych.spi.error.EditDistance;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads {@code model.yaml}: strict, plain data, bounded; a key that nobody knows is an error and not lost in silence. */
public final class ModelYaml {
    /** The file's name, at the top of the folder. */
    public static final String FILE = "model.yaml";

    /** The keys of the first level, each read by the server or a family; what lies under them is the family's to check. */
    static final List<String> KEYS = List.of(
            "family",
            "space",
            "dtype",
            "dims",
            "pooling",
            "normalize",
            "max_length",
            "logit_scale",
            "logit_bias",
            "activation",
            "templates",
            "labels",
            "labels_file",
            "label_sets",
            "towers",
            "graph",
            "images",
            "max_batch_size");

    private static final int LIMIT = 1 << 20;

    private ModelYaml() {}

    /**
     * The overrides of a folder as its plugin sees them: {@code model.yaml} read, {@code labels_file} put in place as
     * {@code labels}, {@code label_sets} left to the server. Empty without the file.
     *
     * @throws TaskException {@code CONFIG_INVALID}, naming the key or the line; {@code MODEL_INCOMPLETE} when a file that it
     *     names is missing
     */
    public static Map<String, Object> overrides(ModelFolder folder) {
        return LabelSets.resolved(stated(folder), folder);
    }

    /** What the file states, as it stands. */
    static Map<String, Object> stated(ModelFolder folder) {
        return folder.has(FILE) ? parse(folder.read(FILE)) : Map.of();
    }

    /**
     * The overrides by key.
     *
     * @throws TaskException {@code CONFIG_INVALID}, naming the key or the line
     */
    static Map<String, Object> parse(byte[] bytes) {
        if (bytes.length > LIMIT) {
            throw invalid("it is above 1 MiB", null);
        }
        Object value;
        try {
            value = new Load(settings()).loadFromString(new String(bytes, StandardCharsets.UTF_8));
        } catch (YamlEngineException e) {
            throw invalid("it is not valid YAML: " + Quoted.text(firstLine(e)), e);
        }
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw invalid("its top level must be a map of keys", null);
        }
        Map<String, Object> overrides = new LinkedHashMap<>();
        map.forEach((key, entry) -> {
            if (!(key instanceof String text) || !KEYS.contains(text)) {
                throw unknown(String.valueOf(key));
            }
            if (entry != null) {
                overrides.put(text, entry);
            }
        });
        return Collections.unmodifiableMap(overrides);
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setLabel(FILE)
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(16)
                .setCodePointLimit(LIMIT)
                .build();
    }

    private static TaskException unknown(String key) {
        String nearest = KEYS.stream()
                .min(java.util.Comparator.comparingInt(known -> EditDistance.between(known, key)))
                .orElseThrow();
        String hint = EditDistance.between(nearest, key) <= 3
                ? "did you mean " + nearest + "?"
                : "known are " + String.join(", ", KEYS);
        return invalid("unknown key " + Quoted.text(key) + "; " + hint, null);
    }

    private static String firstLine(YamlEngineException e) {
        String message = e.getMessage();
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static TaskException invalid(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        String message = FILE + ": " + why + (why.endsWith("?") ? "" : ".");
        return cause == null
                ? TaskException.of(Reason.CONFIG_INVALID, message)
                : TaskException.of(Reason.CONFIG_INVALID, message, cause);
    }
}

package dev.triptych.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * {@code triptych.yaml}: options by their long names without the dashes. Immutable.
 *
 * <p>A list is written as a YAML list and read as comma-separated text. Unknown keys are errors.
 */
public final class ConfigFile {
    /** No file. */
    public static final ConfigFile NONE = new ConfigFile(Map.of());

    private final Map<String, String> values;

    private ConfigFile(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @param known the options it may set
     * @throws ConfigException when it cannot be read, is not a flat map, or has an unknown key
     */
    public static ConfigFile read(Path path, Set<String> known) {
        String text;
        try {
            text = Files.readString(path);
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration file " + path + ": " + e.getMessage());
        }
        Object tree;
        try {
            tree = new Load(LoadSettings.builder()
                            .setAllowDuplicateKeys(false)
                            .setLabel(path.getFileName().toString())
                            .build())
                    .loadFromString(text);
        } catch (YamlEngineException e) {
            throw new ConfigException(path + " is not valid YAML: " + e.getMessage());
        }
        if (tree == null) {
            return NONE;
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new ConfigException(path + " must be a map of option names to values");
        }
        Map<String, String> values = new LinkedHashMap<>();
        map.forEach((key, value) -> values.put(checkKey(path, String.valueOf(key), known), text(path, key, value)));
        return new ConfigFile(values);
    }

    private static String checkKey(Path path, String key, Set<String> known) {
        if (!known.contains(key)) {
            String hint = Nearest.to(key, known)
                    .map(name -> ", did you mean '" + name + "'?")
                    .orElse("");
            throw new ConfigException(path + ": unknown key '" + key + "'" + hint);
        }
        return key;
    }

    private static String text(Path path, Object key, Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        if (value == null || value instanceof Map<?, ?>) {
            throw new ConfigException(path + ": key '" + key + "' needs a single value or a list");
        }
        return String.valueOf(value);
    }

    /** The value of an option. */
    public Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }
}

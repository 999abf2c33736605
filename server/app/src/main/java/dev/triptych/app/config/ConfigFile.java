package dev.triptych.app.config;

import dev.triptych.runtime.tenant.TenantTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * {@code triptych.yaml}: options by their long names without the dashes, and shares and quotas of tenants. Immutable.
 *
 * <p>A list is written as a YAML list and read as comma-separated text. Unknown keys are errors.
 */
public final class ConfigFile {
    /** No file. */
    public static final ConfigFile NONE = new ConfigFile(Map.of(), TenantTable.FREE);

    private final Map<String, String> values;
    private final TenantTable tenants;

    private ConfigFile(Map<String, String> values, TenantTable tenants) {
        this.values = values;
        this.tenants = tenants;
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
        Map<String, @Nullable Object> sections = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (TenantSection.KEYS.contains(name)) {
                sections.put(name, value);
            } else {
                values.put(checkKey(path, name, known), text(path, key, value));
            }
        });
        return new ConfigFile(values, TenantSection.read(path.toString(), sections));
    }

    private static String checkKey(Path path, String key, Set<String> options) {
        if (!options.contains(key)) {
            Set<String> known = new TreeSet<>(options);
            known.addAll(TenantSection.KEYS);
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

    /** Shares and quotas; everyone alike where the file says nothing. */
    public TenantTable tenants() {
        return tenants;
    }

    /** The value of an option. */
    public Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }
}

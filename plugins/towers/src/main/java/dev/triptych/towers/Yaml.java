package dev.triptych.towers;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Typed reads of {@code model.yaml}; a value of another type is {@link Reason#CONFIG_INVALID} and names its key. */
public final class Yaml {
    private final String path;
    private final Map<?, ?> values;

    /** Reads these values, those of a {@link dev.triptych.spi.model.ModelFolder#overrides}. */
    public Yaml(Map<?, ?> values) {
        this("", values);
    }

    private Yaml(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    /** A text that is not empty; empty where the key is missing. */
    public Optional<String> text(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        throw wrong(key, "text");
    }

    /** A text that must be there. */
    public String requiredText(String key) {
        return text(key).orElseThrow(() -> wrong(key, "text, and is required"));
    }

    /** A finite number; empty where the key is missing. */
    public OptionalDouble number(String key) {
        Object value = values.get(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return OptionalDouble.of(number.doubleValue());
        }
        throw wrong(key, "a finite number");
    }

    /** A whole number of a range, both ends inside; empty where the key is missing. */
    public OptionalInt whole(String key, int least, int most) {
        OptionalDouble number = number(key);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        double value = number.getAsDouble();
        if (value < least || value > most || value != Math.rint(value)) {
            throw wrong(key, "a whole number from " + least + " to " + most);
        }
        return OptionalInt.of((int) value);
    }

    /** True or false; empty where the key is missing. */
    public Optional<Boolean> flag(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Boolean flag) {
            return Optional.of(flag);
        }
        throw wrong(key, "true or false");
    }

    /** The map below a key; empty where the key is missing. */
    public Optional<Yaml> map(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> map) {
            return Optional.of(new Yaml(path + key + ".", map));
        }
        throw wrong(key, "a map");
    }

    /** A list of texts; empty where the key is missing. */
    public List<String> texts(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(key, "a list of texts");
    }

    /** Refuses keys that nothing reads, so that a misspelt one is not lost in silence. */
    public void allow(String... known) {
        for (Object key : values.keySet()) {
            if (!List.of(known).contains(String.valueOf(key))) {
                throw TaskException.of(
                        Reason.CONFIG_INVALID,
                        "model.yaml: unknown key " + Quoted.text(path + key) + "; known are "
                                + String.join(", ", known));
            }
        }
    }

    /** The error of a key whose value is not what was expected. */
    public TaskException wrong(String key, String expected) {
        return TaskException.of(Reason.CONFIG_INVALID, "model.yaml: " + path + key + " must be " + expected);
    }
}

package dev.triptych.plugin.tensor;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of a message in text format, in order; every field may be repeated. Values are text or {@link Fields}. */
final class Fields {
    private final Map<String, List<Object>> values = new LinkedHashMap<>();

    void add(String key, Object value) {
        values.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
    }

    /** Whether a key is set once, to {@code false}: a default spelt out. */
    boolean isFalse(String key) {
        return List.of("false").equals(values.get(key));
    }

    /** The keys that are set. */
    Set<String> keys() {
        return Set.copyOf(values.keySet());
    }

    /** The last text value of a key. */
    Optional<String> text(String key) {
        List<Object> all = values.getOrDefault(key, List.of());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        if (all.get(all.size() - 1) instanceof String text) {
            return Optional.of(text);
        }
        throw single(key);
    }

    private static TaskException single(String key) {
        return TaskException.of(Reason.CONFIG_INVALID, "config.pbtxt: " + key + " must be a single value");
    }

    /** All whole numbers of a key. */
    List<Long> numbers(String key) {
        return values.getOrDefault(key, List.of()).stream()
                .map(value -> number(key, value))
                .toList();
    }

    /** All messages of a key. */
    List<Fields> messages(String key) {
        return values.getOrDefault(key, List.of()).stream()
                .map(value -> message(key, value))
                .toList();
    }

    private static Fields message(String key, Object value) {
        if (value instanceof Fields fields) {
            return fields;
        }
        throw TaskException.of(Reason.CONFIG_INVALID, "config.pbtxt: " + key + " must be a message in braces");
    }

    private static long number(String key, Object value) {
        if (!(value instanceof String text)) {
            throw single(key);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.pbtxt: " + key + ": " + Quoted.text(text) + " is not a whole number");
        }
    }
}

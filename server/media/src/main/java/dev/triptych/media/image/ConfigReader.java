package dev.triptych.media.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Typed reads of one object of a preprocessing file; a null is as good as absent, and each refusal names the key. */
final class ConfigReader {
    /** The longest edge that a file may ask for. */
    static final int MAX_EDGE = 8192;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String file;
    private final JsonNode json;

    /**
     * A reader of an object.
     *
     * @param file what messages call the file
     */
    ConfigReader(String file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /** The root of a file's text. */
    static JsonNode parse(String file, String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException bad) {
            throw TaskException.of(Reason.CONFIG_INVALID, file + ": it is not JSON", bad);
        }
        if (!root.isObject()) {
            throw TaskException.of(Reason.CONFIG_INVALID, file + ": it is not an object");
        }
        return root;
    }

    /** A reader of an object laid over another: what it lacks or has as null is the other's. */
    static ConfigReader over(String file, JsonNode defaults, JsonNode given) {
        ObjectNode whole = defaults.deepCopy();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            if (!entry.getValue().isNull()) {
                whole.set(entry.getKey(), entry.getValue());
            }
        }
        return new ConfigReader(file, whole);
    }

    /** The value; missing or null where there is none. */
    JsonNode value(String key) {
        return json.path(key);
    }

    boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** The keys that are not among those read or known to change nothing, unless they are null or false. */
    List<String> others(Set<String> read, Set<String> harmless) {
        return json.properties().stream()
                .filter(entry -> !entry.getValue().isNull()
                        && (!entry.getValue().isBoolean() || entry.getValue().booleanValue()))
                .map(Map.Entry::getKey)
                .filter(key -> !read.contains(key) && !harmless.contains(key))
                .toList();
    }

    /** Refuses each key of {@link #others}. */
    void refuseOthers(Set<String> read, Set<String> harmless) {
        others(read, harmless).stream().findFirst().ifPresent(key -> {
            throw unsupported(key, "is not supported");
        });
    }

    /** A flag; false where absent. */
    boolean flag(String key) {
        if (has(key) && !value(key).isBoolean()) {
            throw invalid(key, "is neither true nor false");
        }
        return value(key).booleanValue();
    }

    /** A finite number. */
    double number(String key) {
        JsonNode node = value(key);
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw invalid(key, "is not a number");
        }
        return node.doubleValue();
    }

    /** An edge of an image, 1 to {@link #MAX_EDGE}. */
    int edge(String key) {
        return edge(key, value(key));
    }

    /** An edge that stands inside another value. */
    int edge(String key, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw invalid(key, "is not a whole number from 1 to " + MAX_EDGE);
        }
        return edge(key, node.intValue());
    }

    /** An edge that was computed. */
    int edge(String key, int edge) {
        if (edge < 1 || edge > MAX_EDGE) {
            throw invalid(key, "is not a whole number from 1 to " + MAX_EDGE);
        }
        return edge;
    }

    /** One number, three times, or three of them. */
    List<Float> triple(String key) {
        JsonNode node = value(key);
        boolean one = node.isNumber() || (node.isArray() && node.size() == 1);
        List<Float> out = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode element = node.isNumber() ? node : node.path(one ? 0 : i);
            float value = (float) element.doubleValue();
            if (!element.isNumber() || !Float.isFinite(value) || (node.size() != 3 && !one)) {
                throw invalid(key, "is not a number or three numbers");
            }
            out.add(value);
        }
        return List.copyOf(out);
    }

    /** Like {@link #triple}, without zeros. */
    List<Float> divisors(String key) {
        List<Float> out = triple(key);
        if (out.contains(0f) || out.contains(-0f)) {
            throw invalid(key, "has a zero");
        }
        return out;
    }

    /** A text that is one of a few. */
    String choice(String key, Set<String> choices) {
        String text = value(key).isTextual() ? value(key).asText() : value(key).toString();
        if (!choices.contains(text)) {
            throw unsupported(key, "is " + Quoted.text(text) + "; supported are " + new TreeSet<>(choices));
        }
        return text;
    }

    /** The names of an object's values that are not null. */
    static Set<String> keys(JsonNode node) {
        return node.properties().stream()
                .filter(Predicate.not(entry -> entry.getValue().isNull()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    TaskException invalid(String key, String what) {
        return TaskException.of(Reason.CONFIG_INVALID, file + ": " + key + " " + what)
                .with("key", key);
    }

    TaskException unsupported(String key, String what) {
        return TaskException.of(Reason.MODEL_UNSUPPORTED, file + ": " + Quoted.text(key) + " " + what)
                .with("key", key);
    }
}

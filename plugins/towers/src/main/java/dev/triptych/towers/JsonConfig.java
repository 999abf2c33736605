package dev.triptych.towers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Typed reads of a JSON configuration, such as {@code config.json}; a value of another type is
 * {@link Reason#CONFIG_INVALID} and names file and key. A null counts as missing.
 */
public final class JsonConfig {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String file;
    private final String path;
    private final JsonNode node;

    private JsonConfig(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** A folder's file, for recognition: empty when it is missing or no JSON object. */
    public static Optional<JsonConfig> find(ModelFolder folder, String file) {
        if (!folder.has(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(folder.read(file));
            return node != null && node.isObject() ? Optional.of(new JsonConfig(file, "", node)) : Optional.empty();
        } catch (IOException | TaskException e) {
            return Optional.empty();
        }
    }

    /** A folder's file; {@code MODEL_INCOMPLETE} when it is missing, {@code CONFIG_INVALID} when it is no JSON object. */
    public static JsonConfig read(ModelFolder folder, String file) {
        if (!folder.has(file)) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, file + " is missing");
        }
        return find(folder, file)
                .orElseThrow(() -> TaskException.of(Reason.CONFIG_INVALID, file + " is not a JSON object"));
    }

    /** A JSON object in a text; {@code CONFIG_INVALID} when it is none. */
    public static JsonConfig parse(String file, String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node != null && node.isObject()) {
                return new JsonConfig(file, "", node);
            }
        } catch (JsonProcessingException e) {
            throw TaskException.of(Reason.CONFIG_INVALID, file + " is not JSON", e);
        }
        throw TaskException.of(Reason.CONFIG_INVALID, file + " is not a JSON object");
    }

    /** The {@code model_type} of a Hugging Face {@code config.json}; empty text when it names none. */
    public String modelType() {
        return node.path("model_type").asText();
    }

    /** Whether a key is there and not null. */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** The object below a key; empty when the key is missing. */
    public Optional<JsonConfig> object(String key) {
        return value(key, JsonNode::isObject, "an object").map(found -> new JsonConfig(file, path + key + ".", found));
    }

    /** A text; empty when the key is missing. */
    public Optional<String> text(String key) {
        return value(key, JsonNode::isTextual, "text").map(JsonNode::asText);
    }

    /** True or false; empty when the key is missing. */
    public Optional<Boolean> flag(String key) {
        return value(key, JsonNode::isBoolean, "true or false").map(JsonNode::asBoolean);
    }

    /** A finite number; empty when the key is missing. */
    public OptionalDouble number(String key) {
        Optional<JsonNode> value =
                value(key, found -> found.isNumber() && Double.isFinite(found.asDouble()), "a finite number");
        return value.isPresent() ? OptionalDouble.of(value.get().asDouble()) : OptionalDouble.empty();
    }

    /** A whole number of a range, both ends inside; empty when the key is missing. */
    public OptionalInt whole(String key, int least, int most) {
        Optional<JsonNode> value = value(
                key,
                found -> found.isIntegralNumber()
                        && found.canConvertToInt()
                        && found.asInt() >= least
                        && found.asInt() <= most,
                "a whole number from " + least + " to " + most);
        return value.isPresent() ? OptionalInt.of(value.get().asInt()) : OptionalInt.empty();
    }

    /** A list of texts; empty when the key is missing. */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value(key, JsonNode::isArray, "a list of texts").orElse(JSON.createArrayNode())) {
            if (!item.isTextual()) {
                throw wrong(key, "a list of texts");
            }
            texts.add(item.asText());
        }
        return List.copyOf(texts);
    }

    /** The tree itself, for what the typed reads do not cover. */
    public JsonNode node() {
        return node;
    }

    /** The error of a key whose value is not what was expected. */
    public TaskException wrong(String key, String expected) {
        return TaskException.of(Reason.CONFIG_INVALID, file + ": " + path + key + " must be " + expected);
    }

    private interface Test {
        boolean holds(JsonNode value);
    }

    private Optional<JsonNode> value(String key, Test test, String expected) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!test.holds(value)) {
            throw wrong(key, expected);
        }
        return Optional.of(value);
    }
}

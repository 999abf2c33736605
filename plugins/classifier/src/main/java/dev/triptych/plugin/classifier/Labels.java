package dev.triptych.plugin.classifier;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of a head's classes, in the order of its outputs: {@code labels} of {@code model.yaml}, where the server has
 * put those of a {@code labels_file} too,
 * else {@code id2label} of {@code config.json} by its numbers, else {@code LABEL_0} and so on.
 *
 * @param names as they are stated; may hold a name twice
 * @param source where they come from, for messages
 */
record Labels(List<String> names, String source) {
    private static final String KEY = "id2label";

    Labels {
        names = List.copyOf(names);
    }

    /** What the folder states; empty when it states nothing. */
    static Optional<Labels> find(ModelFolder folder, JsonConfig config) {
        Yaml overrides = new Yaml(folder.overrides());
        List<String> listed = overrides.texts("labels");
        if (!listed.isEmpty()) {
            return Optional.of(new Labels(listed, "model.yaml: labels"));
        }
        return config.object(KEY).map(named -> byNumber(config, named.node()));
    }

    private static Labels byNumber(JsonConfig config, JsonNode named) {
        List<String> names = new ArrayList<>();
        for (int id = 0; id < named.size(); id++) {
            JsonNode name = named.path(Integer.toString(id));
            if (!name.isTextual()) {
                throw config.wrong(
                        KEY, "a name for each class from 0 to " + (named.size() - 1) + "; " + id + " has none");
            }
            names.add(name.asText());
        }
        return new Labels(names, "config.json: " + KEY);
    }

    /** One name for each output, none twice; {@code CONFIG_INVALID} when their number is not the head's. */
    static List<String> fit(Optional<Labels> found, int outputs, LoadContext context) {
        if (found.isEmpty() || found.get().names().isEmpty()) {
            context.warn("config.json has no id2label: classes are called LABEL_0 to LABEL_" + (outputs - 1));
            List<String> numbered = new ArrayList<>();
            for (int id = 0; id < outputs; id++) {
                numbered.add("LABEL_" + id);
            }
            return List.copyOf(numbered);
        }
        Labels labels = found.get();
        if (labels.names().size() != outputs) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    labels.source() + " has " + labels.names().size() + " names, but the graph's logits are " + outputs
                            + "; state one name for each, in the order of the outputs");
        }
        return labels.distinct(context);
    }

    // ImageNet has two cranes: both are kept, with their numbers.
    private List<String> distinct(LoadContext context) {
        Map<String, Integer> counts = new HashMap<>();
        names.forEach(name -> counts.merge(name, 1, Integer::sum));
        List<String> out = new ArrayList<>();
        for (int id = 0; id < names.size(); id++) {
            String name = names.get(id);
            if (name.isBlank()) {
                throw TaskException.of(Reason.CONFIG_INVALID, source + ": the name of class " + id + " is blank");
            }
            out.add(counts.getOrDefault(name, 1) == 1 ? name : name + " (" + id + ")");
        }
        if (counts.size() < names.size()) {
            context.warn(source + " names some classes alike; their numbers are put behind");
        }
        return List.copyOf(out);
    }
}

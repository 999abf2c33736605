package dev.triptych.plugin.sentencetransformers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The chain of modules that {@code modules.json} lists, in order. */
record Modules(List<Module> all) {
    static final String FILE = "modules.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    Modules {
        all = List.copyOf(all);
    }

    /**
     * One module.
     *
     * @param kind the last part of its class: {@code Pooling}
     * @param path its folder, empty or ending in a slash
     */
    record Module(String kind, String path) {}

    /** The chain, for recognition: empty when the file is missing or no list of modules. */
    static Optional<Modules> find(ModelFolder folder) {
        if (!folder.has(FILE)) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(folder.read(FILE));
            return root == null ? Optional.empty() : of(root);
        } catch (IOException | TaskException unreadable) {
            return Optional.empty();
        }
    }

    /** The chain; the error says what was expected. */
    static Modules read(ModelFolder folder) {
        if (!folder.has(FILE)) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, FILE + " is missing");
        }
        Modules modules = find(folder)
                .orElseThrow(() -> TaskException.of(
                        Reason.CONFIG_INVALID, FILE + ": expected a list of modules, each with path and type"));
        modules.check();
        return modules;
    }

    /** The chain of a folder that lists none: a transformer, and what {@code model.yaml} states after it. */
    static Modules declared(DeclaredPooling stated) {
        Module transformer = new Module("Transformer", "");
        return new Modules(
                stated.normalize() ? List.of(transformer, new Module("Normalize", "")) : List.of(transformer));
    }

    private static Optional<Modules> of(JsonNode root) {
        List<Module> all = new ArrayList<>();
        for (JsonNode node : root) {
            if (!node.path("type").isTextual() || !node.path("path").isTextual()) {
                return Optional.empty();
            }
            String type = node.path("type").asText();
            String path = node.path("path").asText();
            all.add(new Module(
                    type.substring(type.lastIndexOf('.') + 1),
                    path.isEmpty() || path.equals(".") ? "" : path.endsWith("/") ? path : path + "/"));
        }
        return root.isArray() && !all.isEmpty() ? Optional.of(new Modules(all)) : Optional.empty();
    }

    /** The first module's kind. */
    String first() {
        return all.get(0).kind();
    }

    /** The module of token vectors, which comes first. */
    Module transformer() {
        return all.get(0);
    }

    Optional<Module> pooling() {
        return all.stream().filter(module -> module.kind().equals("Pooling")).findFirst();
    }

    /** What follows pooling, or the transformer where nothing pools. */
    List<Module> after() {
        return all.subList(pooling().isPresent() ? 2 : 1, all.size());
    }

    private void check() {
        boolean order = first().equals("Transformer")
                && (pooling().isEmpty() || all.get(1).kind().equals("Pooling"));
        for (Module module : order ? after() : all) {
            if (!order || !List.of("Dense", "Normalize").contains(module.kind())) {
                throw TaskException.of(
                        Reason.MODEL_UNSUPPORTED,
                        FILE + ": served are Transformer, Pooling, then Dense and Normalize in any order; "
                                + Quoted.text(module.kind()) + " is not, or not there");
            }
        }
    }
}

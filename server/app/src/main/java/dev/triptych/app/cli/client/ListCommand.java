package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.app.cli.ExitStatus;
import dev.triptych.app.cli.Table;
import dev.triptych.client.Failure;
import dev.triptych.client.ModelInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the models of a server. */
@Command(
        name = "list",
        description = "Lists the models of a server, one entry a version, those that could not be loaded included.")
public final class ListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        return new ClientRun(spec, server).run(client -> {
            ResultWriter out = new ResultWriter(
                    server.output,
                    spec.commandLine().getOut(),
                    "NAME",
                    "VERSION",
                    "STATE",
                    "FAMILY",
                    "BACKEND",
                    "TASKS",
                    "SPACES",
                    "OFFERS");
            Map<String, Integer> sets = client.server().labelSets();
            for (ModelInfo model : client.models()) {
                model.versions().forEach(version -> out.add(new Listed(model, version, sets)));
            }
            out.end();
            return ExitStatus.OK;
        });
    }

    private record Listed(ModelInfo model, ModelInfo.Version version, Map<String, Integer> serverSets)
            implements ResultWriter.Entry {
        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeStringField("name", model.name());
            json.writeStringField("version", version.version());
            json.writeBooleanField("default", version.version().equals(model.defaultVersion()));
            json.writeStringField("state", state());
            json.writeStringField("family", version.family());
            json.writeStringField("backend", version.backend());
            json.writeObjectFieldStart("tasks");
            for (Map.Entry<String, Set<String>> task : version.tasks().entrySet()) {
                Entries.texts(json, task.getKey(), task.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("spaces");
            for (ModelInfo.Space space : version.spaces()) {
                space(json, space);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("limits");
            json.writeNumberField("max_text_tokens", version.maxTextTokens());
            json.writeNumberField("max_image_pixels", version.maxImagePixels());
            json.writeEndObject();
            json.writeNumberField("own_labels", version.ownLabels());
            counts(json, "label_sets", labelSets());
            json.writeObjectFieldStart("prompts");
            for (Map.Entry<String, String> prompt : version.offers().prompts().entrySet()) {
                json.writeStringField(prompt.getKey(), prompt.getValue());
            }
            json.writeEndObject();
            json.writeStringField("default_prompt", version.offers().defaultPrompt());
            Entries.texts(json, "features", features());
            Entries.texts(json, "templates", version.offers().templates());
            Entries.texts(json, "warnings", version.offers().warnings());
            Entries.texts(json, "graphs", version.graphs());
            if (version.failure().isPresent()) {
                Entries.error(json, version.failure().get());
            }
        }

        // Those that this model can use: its own, and the server's where labels are texts.
        private Map<String, Integer> labelSets() {
            Map<String, Integer> sets = new TreeMap<>();
            if (!version.offers().templates().isEmpty()) {
                sets.putAll(serverSets);
            }
            sets.putAll(version.offers().labelSets());
            return sets;
        }

        private List<String> features() {
            return version.offers().features().stream()
                    .map(ModelInfo.Feature::name)
                    .toList();
        }

        private static void counts(JsonGenerator json, String name, Map<String, Integer> counts) throws IOException {
            json.writeObjectFieldStart(name);
            for (Map.Entry<String, Integer> count : counts.entrySet()) {
                json.writeNumberField(count.getKey(), count.getValue());
            }
            json.writeEndObject();
        }

        private String offers() {
            List<String> offers = new ArrayList<>();
            if (version.ownLabels() > 0) {
                offers.add("labels " + version.ownLabels());
            }
            named(offers, "label sets", labelSets().keySet());
            named(offers, "prompts", version.offers().prompts().keySet());
            named(offers, "features", features());
            return String.join("; ", offers);
        }

        private static void named(List<String> offers, String what, Collection<String> names) {
            if (!names.isEmpty()) {
                offers.add(what + " " + String.join(",", names));
            }
        }

        private static void space(JsonGenerator json, ModelInfo.Space space) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", space.id());
            json.writeStringField("name", space.name());
            json.writeNumberField("dim", space.dim());
            json.writeBooleanField("normalized", space.normalized());
            json.writeArrayFieldStart("shorter_dims");
            for (int dim : space.shorterDims()) {
                json.writeNumber(dim);
            }
            json.writeEndArray();
            Entries.texts(json, "modalities", space.modalities());
            json.writeEndObject();
        }

        @Override
        public void rows(Table table) {
            table.row(
                    model.name(),
                    version.version(),
                    state() + version.failure().map(Listed::because).orElse(""),
                    version.family(),
                    version.backend(),
                    String.join(",", version.tasks().keySet()),
                    version.spaces().stream()
                            .map(space -> space.id() + " (" + space.dim() + cuts(space) + ")")
                            .collect(Collectors.joining(", ")),
                    offers());
        }

        private static String cuts(ModelInfo.Space space) {
            return space.shorterDims().isEmpty()
                    ? ""
                    : "; " + space.shorterDims().stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        private static String because(Failure failure) {
            return ": " + failure.reason() + ": " + failure.message();
        }

        private String state() {
            return version.state().name().toLowerCase(Locale.ROOT);
        }
    }
}

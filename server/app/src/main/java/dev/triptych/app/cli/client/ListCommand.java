package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.app.cli.ExitStatus;
import dev.triptych.app.cli.Table;
import dev.triptych.client.Failure;
import dev.triptych.client.ModelInfo;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
                    "SPACES");
            for (ModelInfo model : client.models()) {
                model.versions().forEach(version -> out.add(new Listed(model, version)));
            }
            out.end();
            return ExitStatus.OK;
        });
    }

    private record Listed(ModelInfo model, ModelInfo.Version version) implements ResultWriter.Entry {
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
            Entries.texts(json, "graphs", version.graphs());
            if (version.failure().isPresent()) {
                Entries.error(json, version.failure().get());
            }
        }

        private static void space(JsonGenerator json, ModelInfo.Space space) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", space.id());
            json.writeStringField("name", space.name());
            json.writeNumberField("dim", space.dim());
            json.writeBooleanField("normalized", space.normalized());
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
                            .map(space -> space.id() + " (" + space.dim() + ")")
                            .collect(Collectors.joining(", ")));
        }

        private static String because(Failure failure) {
            return ": " + failure.reason() + ": " + failure.message();
        }

        private String state() {
            return version.state().name().toLowerCase(Locale.ROOT);
        }
    }
}

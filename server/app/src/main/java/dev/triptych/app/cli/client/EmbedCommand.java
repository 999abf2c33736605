package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.app.cli.Table;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Failure;
import dev.triptych.client.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns pictures and texts into vectors. */
@Command(name = "embed", description = "Turns pictures and texts into vectors.")
public final class EmbedCommand implements Callable<Integer> {
    private static final int SHOWN = 4;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Mixin
    ModelOption model = new ModelOption();

    @Mixin
    InputOptions inputs = new InputOptions();

    @Option(
            names = "--prompt",
            paramLabel = "NAME",
            description =
                    "The words before texts, by the model's name for them, such as query; '' for none (default: the"
                            + " model's own).")
    @Nullable String prompt;

    @Option(
            names = "--dim",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Leading coordinates to keep, a length that the model declares; 0: all (default: ${DEFAULT-VALUE}).")
    int dim;

    @Option(
            names = "--expect-space",
            paramLabel = "ID",
            defaultValue = "",
            description = "Fail rather than print vectors of another space than this.")
    String expectSpace = "";

    InputStream stdin = System.in;

    @Override
    public Integer call() {
        EmbedOptions plain = EmbedOptions.DEFAULTS.withDim(dim).withExpectedSpace(expectSpace);
        EmbedOptions options = prompt == null ? plain : plain.withPrompt(prompt);
        return new TaskRun(spec, server, stdin)
                .<Vector>run(
                        inputs.arguments(),
                        client -> items -> client.embed(model.model, items, options)
                                .thenApply(results ->
                                        results.stream().map(Outcome::of).toList()),
                        (source, outcome) -> new Embedded(source.name(), outcome.value(), outcome.failure()),
                        "INPUT",
                        "SPACE",
                        "DIM",
                        "VECTOR");
    }

    private record Embedded(
            String input, @Nullable Vector vector, @Nullable Failure failure) implements ResultWriter.Entry {
        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeStringField("input", input);
            if (failure != null) {
                Entries.error(json, failure);
            }
            if (vector != null) {
                json.writeStringField("space", vector.space());
                json.writeNumberField("dim", vector.dim());
                json.writeBooleanField("normalized", vector.normalized());
                json.writeArrayFieldStart("vector");
                for (float value : vector.values()) {
                    json.writeNumber(value);
                }
                json.writeEndArray();
            }
        }

        @Override
        public void rows(Table table) {
            if (failure != null) {
                table.row(Entries.cell(input), "", "", Entries.error(failure));
            }
            if (vector != null) {
                table.row(Entries.cell(input), vector.space(), Integer.toString(vector.dim()), start(vector));
            }
        }

        private static String start(Vector vector) {
            String first = IntStream.range(0, Math.min(SHOWN, vector.dim()))
                    .mapToObj(i -> Entries.number(vector.get(i)))
                    .collect(Collectors.joining(" "));
            return vector.dim() > SHOWN ? first + " …" : first;
        }
    }
}

package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.app.cli.Table;
import dev.triptych.client.Failure;
import dev.triptych.client.Features;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what stands inside a model for pictures and texts. */
@Command(
        name = "features",
        description = "Prints what a model computes before pooling, projection or a head; see list for the names.")
public final class FeaturesCommand implements Callable<Integer> {
    /** An item may have a megabyte and more of features. */
    private static final int ITEMS = 8;

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
            names = "--feature",
            paramLabel = "NAME",
            required = true,
            description = "A feature, such as tokens, patches, pooled or backbone. Repeatable.")
    List<String> names = List.of();

    InputStream stdin = System.in;

    @Override
    public Integer call() {
        return new TaskRun(spec, server, stdin, ITEMS)
                .<Features>run(
                        inputs.arguments(),
                        client -> items -> client.features(model.model, items, names)
                                .thenApply(results ->
                                        results.stream().map(Outcome::of).toList()),
                        (source, outcome) -> new Extracted(source.name(), outcome.value(), outcome.failure()),
                        "INPUT",
                        "FEATURE",
                        "DTYPE",
                        "SHAPE");
    }

    private record Extracted(
            String input,
            @Nullable Features found,
            @Nullable Failure failure) implements ResultWriter.Entry {
        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeStringField("input", input);
            if (failure != null) {
                Entries.error(json, failure);
            }
            if (found != null) {
                json.writeObjectFieldStart("features");
                for (Map.Entry<String, Features.Feature> one : found.tensors().entrySet()) {
                    feature(json, one.getKey(), one.getValue());
                }
                json.writeEndObject();
            }
        }

        // Numbers where every reader knows them, else the bytes in base64.
        private static void feature(JsonGenerator json, String name, Features.Feature feature) throws IOException {
            json.writeObjectFieldStart(name);
            json.writeStringField("dtype", feature.dtype());
            json.writeArrayFieldStart("shape");
            for (long length : feature.shape()) {
                json.writeNumber(length);
            }
            json.writeEndArray();
            if (feature.dtype().equals("float32")) {
                json.writeArrayFieldStart("values");
                for (float value : feature.floats()) {
                    json.writeNumber(value);
                }
                json.writeEndArray();
            } else {
                json.writeBinaryField("data", feature.data());
            }
            json.writeEndObject();
        }

        @Override
        public void rows(Table table) {
            if (failure != null) {
                table.row(Entries.cell(input), "", "", Entries.error(failure));
            }
            if (found != null) {
                found.tensors()
                        .forEach((name, feature) -> table.row(
                                Entries.cell(input),
                                name,
                                feature.dtype(),
                                feature.shape().toString()));
            }
        }
    }
}

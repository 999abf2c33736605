package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.app.cli.OutputFormat;
import dev.triptych.app.cli.Table;
import dev.triptych.client.Classification;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.Failure;
import dev.triptych.client.ScoredLabel;
import dev.triptych.client.Truncation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Scores labels for pictures and texts. */
@Command(
        name = "classify",
        description =
                "Scores labels for pictures and texts: those given, or the model's own. Scores are probabilities.")
public final class ClassifyCommand implements Callable<Integer> {
    /** Labels of an input that a table shows unless told otherwise. */
    private static final int ROWS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Mixin
    ModelOption model = new ModelOption();

    @Mixin
    InputOptions inputs = new InputOptions();

    @Option(names = "--label", paramLabel = "LABEL", description = "A label to choose from. Repeatable.")
    @Nullable List<String> label;

    @Option(names = "--labels", paramLabel = "A,B,...", split = ",", description = "Labels with commas between.")
    @Nullable List<String> labels;

    @Option(
            names = "--labels-file",
            paramLabel = "FILE",
            description =
                    "A text file with a label on each line; blank lines and lines that begin with # are left out.")
    @Nullable List<String> labelsFiles;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "A sentence that labels are put into in place of {}, such as 'a photo of a {}'. Repeatable;"
                    + " default: the model's own, else {}.")
    @Nullable List<String> templates;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            description =
                    "How many labels to print for an input, best first; 0: all (default: 5 in a table, all as JSON).")
    @Nullable Integer topK;

    @Option(names = "--threshold", paramLabel = "X", description = "Leave labels with a lower score out, 0 to 1.")
    @Nullable Float threshold;

    @Option(
            names = "--label-set",
            paramLabel = "NAME",
            defaultValue = "",
            description = "A label set that the server holds, in place of labels; see list.")
    String labelSet = "";

    @Option(
            names = "--multi-label",
            description = "Score each label by itself; refused by models that were trained to choose one of all.")
    boolean multiLabel;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "Divide logits by T, 0.001 to 1000. Scores are then no longer those that training calibrated.")
    @Nullable Float temperature;

    InputStream stdin = System.in;

    @Override
    public Integer call() {
        ClassifyOptions options = options();
        // Filled by the client's threads; the same labels are told by each call.
        Set<Integer> cut = new ConcurrentSkipListSet<>();
        int status = new TaskRun(spec, server, stdin)
                .<Classification>run(
                        inputs.arguments(),
                        client -> items -> client.classify(model.model, items, options)
                                .thenApply(results -> {
                                    cut.addAll(results.truncatedLabels());
                                    return results.stream().map(Outcome::of).toList();
                                }),
                        (source, outcome) -> new Classified(source.name(), outcome.value(), outcome.failure()),
                        "INPUT",
                        "LABEL",
                        "SCORE",
                        "LOGIT");
        cut.forEach(position -> warnTruncated(options, position));
        return status;
    }

    private void warnTruncated(ClassifyOptions options, int position) {
        String label = position < options.labels().size()
                ? "the label '" + Entries.cell(options.labels().get(position)) + "'"
                : "label " + (position + 1) + " of the set '" + Entries.cell(options.labelSet()) + "'";
        spec.commandLine().getErr().println("triptych: " + label + " was cut to fit the model");
        spec.commandLine().getErr().flush();
    }

    private ClassifyOptions options() {
        int most = topK != null ? topK : server.output == OutputFormat.TABLE ? ROWS : 0;
        Ranges.topK(spec, most);
        if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
            throw new ParameterException(spec.commandLine(), "--threshold must be 0 to 1, got " + threshold);
        }
        return new ClassifyOptions(
                allLabels(),
                labelSet,
                templates == null ? List.of() : templates,
                most,
                Optional.ofNullable(threshold),
                new ClassifyOptions.Scoring(
                        multiLabel ? Optional.of(Classification.Activation.SIGMOID) : Optional.empty(),
                        Optional.ofNullable(temperature)),
                Truncation.CUT);
    }

    private List<String> allLabels() {
        List<String> all = new ArrayList<>();
        if (label != null) {
            all.addAll(label);
        }
        if (labels != null) {
            labels.forEach(name -> all.add(name.strip()));
        }
        if (labelsFiles != null) {
            SourceReader reader = new SourceReader(stdin);
            try {
                labelsFiles.forEach(file -> reader.lines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("#"))
                        .forEach(all::add));
            } catch (UsageException e) {
                throw new ParameterException(spec.commandLine(), "--labels-file: " + e.getMessage(), e);
            }
        }
        return all;
    }

    private record Classified(
            String input,
            @Nullable Classification found,
            @Nullable Failure failure) implements ResultWriter.Entry {
        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeStringField("input", input);
            if (failure != null) {
                Entries.error(json, failure);
            }
            if (found != null) {
                json.writeArrayFieldStart("labels");
                for (ScoredLabel label : found.labels()) {
                    json.writeStartObject();
                    json.writeStringField("label", label.label());
                    json.writeNumberField("score", label.score());
                    json.writeNumberField("logit", label.logit());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        }

        @Override
        public void rows(Table table) {
            if (failure != null) {
                table.row(Entries.cell(input), Entries.error(failure), "", "");
            }
            if (found != null) {
                if (found.labels().isEmpty()) {
                    table.row(Entries.cell(input), "(none)", "", "");
                }
                found.labels()
                        .forEach(label -> table.row(
                                Entries.cell(input),
                                Entries.cell(label.label()),
                                Entries.number(label.score()),
                                Entries.number(label.logit())));
            }
        }
    }
}

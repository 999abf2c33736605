package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.app.cli.ExitStatus;
import dev.triptych.app.cli.Table;
import dev.triptych.client.Failure;
import dev.triptych.client.Query;
import dev.triptych.client.RankOptions;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import dev.triptych.client.Truncation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Orders pictures and texts by likeness to queries. */
@Command(
        name = "rank",
        description = "Orders pictures and texts by likeness to each query. Scores are cosines, -1 to 1.")
public final class RankCommand implements Callable<Integer> {
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
            names = "--query",
            paramLabel = "TEXT",
            converter = Argument.Text.class,
            description = "A text to look for. Repeatable.")
    @Nullable List<Argument> queries;

    @Option(
            names = "--query-file",
            paramLabel = "FILE",
            converter = Argument.File.class,
            description = "A picture or text file to look for. Repeatable.")
    @Nullable List<Argument> queryFiles;

    @Option(
            names = "--plus",
            paramLabel = "TEXT",
            converter = Term.Plus.class,
            description = "A text to add to the one query, or to look for with others. Repeatable.")
    @Nullable List<Term> plus;

    @Option(
            names = "--minus",
            paramLabel = "TEXT",
            converter = Term.Minus.class,
            description = "A text to move the one query away from. Repeatable.")
    @Nullable List<Term> minus;

    @Option(
            names = "--term",
            paramLabel = "W:TEXT",
            converter = Term.Weighted.class,
            description = "A text with a weight, -100 to 100, such as -0.5:night. Repeatable.")
    @Nullable List<Term> weighted;

    @Option(
            names = "--query-prompt",
            paramLabel = "NAME",
            description = "The words before texts of queries, by the model's name for them (default: the model's own).")
    @Nullable String queryPrompt;

    @Option(
            names = "--candidate-prompt",
            paramLabel = "NAME",
            description = "The words before texts of inputs, by the model's name for them (default: the model's own).")
    @Nullable String candidatePrompt;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "How many inputs to print for a query, best first; 0: all (default: ${DEFAULT-VALUE}).")
    int topK;

    InputStream stdin = System.in;

    @Override
    public Integer call() {
        Ranges.topK(spec, topK);
        List<Argument> asked = Argument.inOrder(queries, queryFiles);
        List<Term> terms = Term.all(plus, minus, weighted);
        if (asked.isEmpty() && terms.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "nothing to look for: give --query, --query-file, --plus or --term");
        }
        if (asked.size() > 1 && !terms.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--plus, --minus and --term go with one --query or --query-file, or with none");
        }
        ClientRun run = new ClientRun(spec, server);
        return run.run(client -> rank(run, client, asked, terms));
    }

    private int rank(ClientRun run, TriptychClient client, List<Argument> asked, List<Term> terms)
            throws InterruptedException {
        SourceReader reader = new SourceReader(stdin);
        // Checked together: queries and inputs share one standard input.
        List<Argument> everything = new ArrayList<>(asked);
        everything.addAll(inputs.arguments());
        if (everything.stream().filter(SourceReader::fromStdin).count() > 1) {
            throw new UsageException("standard input (-) can be read once only");
        }
        List<Sought> sought = sought(reader, asked, terms);
        List<Source> candidates = TaskRun.some(reader.sources(inputs.arguments()));
        Scores scores = new Scores(sought.stream().map(Sought::query).toList(), options(), topK);
        // With no query there is nothing to ask; every query then has its own error.
        TriptychException ended = run.batches(
                        reader,
                        items -> scores.call(client.async(), model.model, items),
                        scores::add,
                        Batches.MAX_ITEMS)
                .run(scores.anySent() ? candidates : List.of());
        print(run, sought, scores);
        if (ended != null) {
            return run.explain(ended);
        }
        return scores.anyFailed() ? ExitStatus.SOME_FAILED : ExitStatus.OK;
    }

    private RankOptions options() {
        return new RankOptions(
                0, Truncation.CUT, Optional.ofNullable(queryPrompt), Optional.ofNullable(candidatePrompt));
    }

    /** A query and how results call it. */
    private record Sought(String name, Outcome<Query> query) {}

    private static List<Sought> sought(SourceReader reader, List<Argument> asked, List<Term> terms) {
        if (terms.isEmpty()) {
            return reader.sources(asked).stream()
                    .map(source -> new Sought(source.name(), reader.read(source).map(Query::of)))
                    .toList();
        }
        List<Query.Term> words = terms.stream().map(Term::toQuery).toList();
        String name = terms.stream().map(Term::toString).collect(Collectors.joining(" "));
        if (asked.isEmpty()) {
            return List.of(new Sought(name, Outcome.of(Query.of(words))));
        }
        Source base = reader.sources(asked).get(0);
        Outcome<Query> query = reader.read(base).map(input -> {
            List<Query.Term> all = new ArrayList<>(List.of(new Query.Term(input, 1)));
            all.addAll(words);
            return Query.of(all);
        });
        return List.of(new Sought(base.name() + " " + name, query));
    }

    private void print(ClientRun run, List<Sought> sought, Scores scores) {
        ResultWriter out =
                new ResultWriter(server.output, spec.commandLine().getOut(), "QUERY", "RANK", "SCORE", "INPUT");
        for (int i = 0; i < sought.size(); i++) {
            out.add(new Ranked(sought.get(i).name(), scores.of(i)));
            if (scores.cut(i)) {
                run.warnTruncated(sought.get(i).name());
            }
        }
        out.end();
        scores.cutCandidates().forEach(source -> run.warnTruncated(source.name()));
    }

    private record Ranked(String query, Scores.OfQuery of) implements ResultWriter.Entry {
        @Override
        public void fields(JsonGenerator json) throws IOException {
            json.writeStringField("query", query);
            if (of.failure() != null) {
                Entries.error(json, of.failure());
                return;
            }
            json.writeArrayFieldStart("results");
            for (Scores.Placed placed : of.placed()) {
                json.writeStartObject();
                json.writeStringField("input", placed.input().name());
                Failure failure = placed.failure();
                if (failure == null) {
                    json.writeNumberField("score", placed.score());
                    json.writeNumberField("rank", placed.rank());
                } else {
                    Entries.error(json, failure);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        @Override
        public void rows(Table table) {
            if (of.failure() != null) {
                table.row(Entries.cell(query), "", "", Entries.error(of.failure()));
                return;
            }
            for (Scores.Placed placed : of.placed()) {
                Failure failure = placed.failure();
                if (failure == null) {
                    table.row(
                            Entries.cell(query),
                            Integer.toString(placed.rank()),
                            Entries.number(placed.score()),
                            Entries.cell(placed.input().name()));
                } else {
                    table.row(
                            Entries.cell(query),
                            "",
                            "",
                            Entries.cell(placed.input().name()) + ": " + Entries.error(failure));
                }
            }
        }
    }
}

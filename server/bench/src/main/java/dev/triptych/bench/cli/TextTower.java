package dev.triptych.bench.cli;

import dev.triptych.bench.bare.LoopSpec;
import dev.triptych.bench.bare.TextLoop;
import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Rounds;
import dev.triptych.client.Input;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.child.ServerProcess;
import dev.triptych.load.input.Samples;
import dev.triptych.load.input.WordCounts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Texts of drawn lengths through the server, against bare loops that batch them by length and that pad them all. */
@Command(
        name = "text",
        description = "A text tower, lengths drawn from a distribution: the server against a bare loop that batches by"
                + " length and one that pads to the longest length there is.")
final class TextTower implements Callable<Integer> {
    private static final Duration SWEEP = Duration.ofSeconds(2);

    /** Begin and end of a text. */
    private static final int MARKS = 2;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "A dual encoder with a text tower.")
    Path model = Path.of("");

    @Option(
            names = "--tower",
            paramLabel = "FILE",
            defaultValue = "onnx/text_model.onnx",
            description = "ONNX file of the text tower, within the folder (default: ${DEFAULT-VALUE}).")
    Path tower = Path.of("onnx/text_model.onnx");

    @Option(
            names = "--text-words",
            paramLabel = "LENGTHS",
            defaultValue = "lognormal:12:0.6",
            description = "Lengths of texts, in words of one token (default: ${DEFAULT-VALUE}).")
    String words = "lognormal:12:0.6";

    @Option(
            names = "--longest",
            paramLabel = "N",
            defaultValue = "77",
            description = "The longest text the tower takes, in tokens (default: ${DEFAULT-VALUE}).")
    int longest = 77;

    @Option(
            names = "--batches",
            paramLabel = "N",
            split = ",",
            defaultValue = "4,8,16,32",
            description = "Batch sizes that the bare loops try (default: ${DEFAULT-VALUE}).")
    List<Integer> batches = List.of();

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "256",
            description = "Requests under way (default: ${DEFAULT-VALUE}).")
    int concurrency = 256;

    @Mixin
    Timing timing = new Timing();

    @Mixin
    Compiling compiling = new Compiling();

    @Mixin
    Launcher launcher = new Launcher();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Input> texts = Samples.texts(1024, WordCounts.parse(words), 1);
        List<Integer> tokens = Samples.words(1024, WordCounts.parse(words), 1).stream()
                .map(count -> Math.min(count + MARKS, longest))
                .toList();
        double mean = tokens.stream().mapToInt(Integer::intValue).average().orElseThrow();
        out.println("Machine: " + Machine.line());
        out.printf(
                "%n### Texts of %s words, %d requests under way%n%nMean length %.1f tokens; padded to %d: %.2f times as"
                        + " many.%n%n",
                words, concurrency, mean, longest, longest / mean);
        compiling.prepare(launcher);
        LoopSpec byLength = best(tokens, 0);
        LoopSpec padded = best(tokens, longest);
        try (TextLoop lengths = open(byLength, tokens, 0);
                TextLoop longs = open(padded, tokens, longest);
                ServerProcess server = launcher.start(Map.of("text", model), "throughput");
                Connection connection = new Connection(server.grpc())) {
            compiling.run(connection);
            Caller caller = connection.embed("text", texts, 1);
            Rounds rounds = new Rounds()
                    .add("bare loop by length, " + byLength, () -> lengths.run(timing.warmUp(), timing.measured()))
                    .add(
                            "bare loop padded to " + longest + ", " + padded,
                            () -> longs.run(timing.warmUp(), timing.measured()))
                    .add("texts through gRPC", () -> new ClosedLoop(System::nanoTime)
                            .run(caller, concurrency, timing.plan()));
            rounds.run(timing.rounds, spec.commandLine().getErr());
            out.println(rounds.table());
            out.printf(
                    "Through gRPC over padded: %s, of the ratio of tokens %.2f: %.3f%n",
                    rounds.ratio(2, 1).fine(),
                    longest / mean,
                    rounds.ratio(2, 1).median() / (longest / mean));
            out.flush();
        }
        return 0;
    }

    private TextLoop open(LoopSpec spec, List<Integer> tokens, int padded) throws Exception {
        return new TextLoop(model.resolve(tower), spec, tokens, padded, System::nanoTime);
    }

    private LoopSpec best(List<Integer> tokens, int padded) throws Exception {
        LoopSpec best = new LoopSpec(1, 1, 1);
        double most = 0;
        for (LoopSpec one : LoopSpec.throughput(Runtime.getRuntime().availableProcessors(), batches)) {
            try (TextLoop loop = open(one, tokens, padded)) {
                double rate = loop.run(SWEEP.dividedBy(4), SWEEP).rate();
                spec.commandLine().getErr().printf("%s%s: %.1f/s%n", one, padded > 0 ? ", padded" : "", rate);
                best = rate > most ? one : best;
                most = Math.max(most, rate);
            }
        }
        return best;
    }
}

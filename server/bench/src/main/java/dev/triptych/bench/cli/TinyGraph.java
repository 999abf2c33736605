package dev.triptych.bench.cli;

import dev.triptych.bench.graph.Graphs;
import dev.triptych.bench.process.PerfAnalyzer;
import dev.triptych.bench.process.PerfAnalyzer.Found;
import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Spread;
import dev.triptych.bench.report.Table;
import dev.triptych.load.child.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The tiny graph through the server, through the bare grpc-java server, and through a Triton that runs elsewhere. */
@Command(
        name = "tiny",
        description = "perf_analyzer on a graph of one addition: the server against a bare grpc-java server with pull"
                + " batching, and against a Triton that runs.")
final class TinyGraph implements Callable<Integer> {
    private static final String NAME = "tiny";

    /** So many under way to warm up, and so many times the warm-up in each of three windows. */
    private static final int WARM_UP_AT_ONCE = 16;

    private static final int WARM_UP = 3;

    @Option(names = "--perf-analyzer", paramLabel = "FILE", required = true, description = "Triton's perf_analyzer.")
    Path perfAnalyzer = Path.of("");

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,16,64",
            description = "Requests under way (default: ${DEFAULT-VALUE}).")
    List<Integer> concurrency = List.of();

    @Option(
            names = "--triton",
            paramLabel = "H:P",
            defaultValue = "",
            description = "A Triton that serves the same graph as 'tiny', ONNX Runtime inside its Python backend.")
    String triton = "";

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            required = true,
            description = "Where the graph is written; its file is DIR/tiny/1/model.onnx.")
    Path folder = Path.of("");

    @Mixin
    Timing timing = new Timing();

    @Mixin
    Launcher launcher = new Launcher();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path tiny = folder.resolve(NAME);
        Path graph = Graphs.tiny(tiny);
        out.println("Machine: " + Machine.line());
        int cores = Runtime.getRuntime().availableProcessors();
        for (int under : concurrency) {
            out.printf("%n### Tiny graph, %d requests under way%n%n", under);
            out.println(compare(graph, tiny, cores, under));
            out.flush();
        }
        return 0;
    }

    // In processes of their own, all of them: what shares a heap with the load would be measured with it.
    private Table compare(Path graph, Path tiny, int cores, int under) throws IOException, InterruptedException {
        String mode = under == 1 ? "latency" : "throughput";
        PerfAnalyzer analyzer = new PerfAnalyzer(perfAnalyzer);
        try (BaselineProcess baseline = BaselineProcess.start(graph, cores);
                ServerProcess server = launcher.start(Map.of(NAME, tiny), mode)) {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(new Contestant("bare grpc-java server", baseline.address(), new ArrayList<>()));
            contestants.add(new Contestant("triptych, " + mode, server.grpc(), new ArrayList<>()));
            if (!triton.isEmpty()) {
                contestants.add(new Contestant("Triton, its Python backend", triton, new ArrayList<>()));
            }
            for (Contestant one : timing.warmUp().isZero() ? List.<Contestant>of() : contestants) {
                // A JVM that has just started compiles its code for the first ten thousands of requests.
                var unused = analyzer.run(
                        one.target(), NAME, WARM_UP_AT_ONCE, timing.warmUp().toMillis() * WARM_UP);
                say(one.name() + " is warm");
            }
            for (int round = 0; round < timing.rounds; round++) {
                List<Contestant> order = new ArrayList<>(contestants);
                if (round % 2 == 1) {
                    Collections.reverse(order);
                }
                for (Contestant one : order) {
                    Found found = analyzer.run(
                            one.target(), NAME, under, timing.measured().toMillis());
                    one.found().add(found);
                    say("round " + (round + 1) + " of " + timing.rounds + ": " + one.name() + " " + found);
                }
            }
            return table(contestants);
        }
    }

    /** A server and what was found of it, round by round. */
    private record Contestant(String name, String target, List<Found> found) {}

    private static Table table(List<Contestant> contestants) {
        Table table = new Table(
                "server",
                "inferences/s",
                "of the bare server",
                "p50 us",
                "added p50 us",
                "p99 us",
                "p99 of the bare server");
        List<Found> bare = contestants.get(0).found();
        for (Contestant one : contestants) {
            List<Found> all = one.found();
            table.row(
                    one.name(),
                    Spread.of(all.stream().map(Found::perSecond).toList()),
                    Spread.of(each(all, bare, (its, other) -> its.perSecond() / other.perSecond()))
                            .fine(),
                    Spread.of(all.stream().map(Found::p50).toList()).median(),
                    Spread.of(each(all, bare, (its, other) -> its.p50() - other.p50())),
                    Spread.of(all.stream().map(Found::p99).toList()).median(),
                    Spread.of(each(all, bare, (its, other) -> its.p99() / other.p99()))
                            .fine());
        }
        return table;
    }

    private static List<Double> each(List<Found> some, List<Found> others, ToDoubleBiFunction<Found, Found> compared) {
        return IntStream.range(0, some.size())
                .mapToObj(i -> compared.applyAsDouble(some.get(i), others.get(i)))
                .toList();
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }
}

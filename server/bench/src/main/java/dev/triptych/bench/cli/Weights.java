package dev.triptych.bench.cli;

import dev.triptych.bench.bare.BareLoop;
import dev.triptych.bench.bare.LoopSpec;
import dev.triptych.bench.graph.Graphs;
import dev.triptych.bench.graph.Stubs;
import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Spread;
import dev.triptych.bench.report.Table;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.Figures;
import dev.triptych.load.child.ServerProcess;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Two models of very different cost, both offered more than the device can do: how its time is shared.
 *
 * <p>Device time is not asked of the server but counted from outside: a model's items in the mix times what an item takes in
 * the bare loop, which has a lane a core as the server does. What a server answers when a model is alone would not do: the
 * cheap model's rate then has more of the callers' and the edge's time in it than the costly one's.
 */
@Command(
        name = "weights",
        description = "Two models, one so many times costlier, both saturated: shares of device time under weights.")
final class Weights implements Callable<Integer> {
    private static final List<Long> ROW = List.of((long) Graphs.WIDTH);
    /** Rows of a batch that is full: as the server batches on a processor. */
    private static final int BATCH = 8;

    @Option(names = "--folder", paramLabel = "DIR", required = true, description = "Where the stubs are written.")
    Path folder = Path.of("");

    @Option(
            names = "--cheap-ms",
            paramLabel = "N",
            defaultValue = "1",
            description = "Time of a row of the cheap model (default: ${DEFAULT-VALUE}).")
    double cheap = 1;

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "20",
            description = "How much costlier the other is (default: ${DEFAULT-VALUE}).")
    int times = 20;

    @Option(
            names = "--weights",
            paramLabel = "A:B",
            split = ",",
            defaultValue = "1:1,3:1",
            description = "Weights of the cheap and the costly model (default: ${DEFAULT-VALUE}).")
    List<String> weights = List.of();

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "Requests under way for each model (default: ${DEFAULT-VALUE}).")
    int concurrency = 32;

    @Mixin
    Timing timing = new Timing();

    @Mixin
    Launcher launcher = new Launcher();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        int products =
                new Stubs(System::nanoTime).write(folder.resolve("cheap"), Duration.ofNanos((long) (cheap * 1e6)));
        var unused = Graphs.stub(folder.resolve("costly"), products * times);
        Map<String, Path> models = new LinkedHashMap<>();
        models.put("cheap", folder.resolve("cheap"));
        models.put("costly", folder.resolve("costly"));
        out.println("Machine: " + Machine.line());
        out.printf("%n### Two models, one %d times costlier, %d requests under way for each%n%n", times, concurrency);
        Table table = new Table(
                "weights", "cheap items/s", "costly items/s", "share of device time of the cheap", "asked", "off by");
        for (String pair : weights) {
            measure(pair, models, table);
        }
        out.println(table);
        out.flush();
        return 0;
    }

    private void measure(String pair, Map<String, Path> models, Table table) throws Exception {
        String[] sides = pair.split(":", -1);
        double first = Double.parseDouble(sides[0]);
        double second = Double.parseDouble(sides[1]);
        Path config = folder.resolve("weights.yaml");
        Files.writeString(config, "model-weights: {cheap: " + first + ", costly: " + second + "}\n");
        launcher.options.addAll(List.of("--config", config.toString()));
        List<Double> shares = new ArrayList<>();
        List<Double> cheaps = new ArrayList<>();
        List<Double> costlies = new ArrayList<>();
        try (ServerProcess server = launcher.start(models, "throughput");
                Connection connection = new Connection(server.grpc());
                Connection other = new Connection(server.grpc())) {
            Caller one = connection.infer("cheap", ROW, 1);
            Caller two = other.infer("costly", ROW, 1);
            for (int round = 0; round < timing.rounds; round++) {
                double oneAlone = bare(folder.resolve("cheap"));
                double twoAlone = bare(folder.resolve("costly"));
                List<Figures> both = together(one, two);
                double timeOne = both.get(0).rate() / oneAlone;
                double timeTwo = both.get(1).rate() / twoAlone;
                shares.add(timeOne / (timeOne + timeTwo));
                cheaps.add(both.get(0).rate());
                costlies.add(both.get(1).rate());
                spec.commandLine().getErr().println(pair + ", round " + (round + 1) + " of " + timing.rounds);
                spec.commandLine().getErr().flush();
            }
        } finally {
            launcher.options.removeAll(List.of("--config", config.toString()));
        }
        double asked = first / (first + second);
        table.row(
                pair,
                Spread.of(cheaps),
                Spread.of(costlies),
                Spread.of(shares).fine(),
                asked,
                Math.abs(Spread.of(shares).median() - asked) / asked);
    }

    private double bare(Path folder) throws Exception {
        BareLoop.Tower tower = new BareLoop.Tower(Graphs.file(folder), "y", ROW);
        LoopSpec spec = new LoopSpec(Runtime.getRuntime().availableProcessors(), BATCH, 1);
        try (BareLoop loop = new BareLoop(tower, spec, System::nanoTime)) {
            return loop.run(timing.warmUp(), timing.measured()).rate();
        }
    }

    private Figures run(Caller caller) throws Exception {
        return new ClosedLoop(System::nanoTime).run(caller, concurrency, timing.plan());
    }

    private List<Figures> together(Caller one, Caller two) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Figures> first = threads.submit(() -> run(one));
            Future<Figures> second = threads.submit(() -> run(two));
            return List.of(first.get(), second.get());
        } finally {
            threads.shutdownNow();
        }
    }
}

package dev.triptych.bench.cli;

import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Spread;
import dev.triptych.bench.report.Table;
import dev.triptych.load.Arrivals;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadPlan;
import dev.triptych.load.OpenLoop;
import dev.triptych.load.Pacer;
import dev.triptych.load.Trouble.Kind;
import dev.triptych.load.call.Connections.Settings;
import dev.triptych.load.child.ServerProcess;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** More than a server can do: what it still answers in time, and how fast it refuses the rest. */
@Command(
        name = "overload",
        description =
                "Peak, then so many times the peak, Poisson-distributed, with the SDK's retries off and on: goodput"
                        + " against the peak, and how fast refusals come.")
final class Overload implements Callable<Integer> {
    private static final int PEAK = 32;

    @Mixin
    Target target = new Target();

    @Option(
            names = "--times",
            paramLabel = "X",
            defaultValue = "3",
            description = "Offered load, in peaks (default: ${DEFAULT-VALUE}).")
    double times = 3;

    @Option(
            names = "--deadline-ms",
            paramLabel = "N",
            defaultValue = "0",
            description = "Each call's deadline; 0: ten times what a call takes at half of the peak (default:"
                    + " ${DEFAULT-VALUE}).")
    long deadlineMillis;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "4",
            description = "Connections (default: ${DEFAULT-VALUE}).")
    int connections = 4;

    @Mixin
    Timing timing = new Timing();

    @Mixin
    Launcher launcher = new Launcher();

    @Spec
    CommandSpec spec = CommandSpec.create();

    private final List<Double> peaks = new ArrayList<>();

    /** What one contestant found, round by round. */
    private record Way(String name, boolean retries, List<Figures> found) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Machine: " + Machine.line());
        Target.Graph graph = target.graph();
        try (ServerProcess server = launcher.start(Map.of("bench", graph.served()), "throughput")) {
            Duration deadline = deadline(server, graph);
            List<Way> ways = List.of(
                    new Way("retries off", false, new ArrayList<>()), new Way("retries on", true, new ArrayList<>()));
            say("deadline " + deadline.toMillis() + " ms; warming up what refuses");
            for (Way way : ways) {
                round(server, graph, deadline, List.of(way));
                way.found().clear();
            }
            peaks.clear();
            for (int round = 0; round < timing.rounds; round++) {
                round(server, graph, deadline, round % 2 == 0 ? ways : List.of(ways.get(1), ways.get(0)));
                say("round " + (round + 1) + " of " + timing.rounds);
            }
            out.printf(
                    "%n### %s: %.1f times the peak, deadline %d ms%s%n%n",
                    graph.name(), times, deadline.toMillis(), launcher.words());
            out.println("Peak: " + Spread.of(peaks) + " items/s.\n");
            out.println(table(ways));
            out.flush();
        }
        return 0;
    }

    private Duration deadline(ServerProcess server, Target.Graph graph) throws Exception {
        if (deadlineMillis > 0) {
            return Duration.ofMillis(deadlineMillis);
        }
        double peak = peak(server, graph);
        try (Connection connection =
                new Connection(Settings.plain(server.grpc()).withConnections(connections))) {
            Figures half = open(connection.infer(graph.graph(), graph.row(), 1), peak / 2, LoadPlan.NO_DEADLINE);
            return Duration.ofNanos((long) (Math.max(1, half.millis(50)) * 10 * 1e6));
        }
    }

    private void round(ServerProcess server, Target.Graph graph, Duration deadline, List<Way> order) throws Exception {
        peaks.add(peak(server, graph));
        double rate = times * peaks.get(peaks.size() - 1);
        for (Way way : order) {
            Settings settings = Settings.plain(server.grpc())
                    .withConnections(connections)
                    .withDeadline(deadline)
                    .withRetries(way.retries());
            try (Connection connection = new Connection(settings)) {
                way.found().add(open(connection.infer(graph.graph(), graph.row(), 1), rate, deadline));
            }
        }
    }

    private double peak(ServerProcess server, Target.Graph graph) throws Exception {
        try (Connection connection =
                new Connection(Settings.plain(server.grpc()).withConnections(connections))) {
            Caller caller = connection.infer(graph.graph(), graph.row(), 1);
            return new ClosedLoop(System::nanoTime)
                    .run(caller, PEAK, timing.plan())
                    .rate();
        }
    }

    private Figures open(Caller caller, double rate, Duration deadline) throws Exception {
        return new OpenLoop(Pacer.parking(System::nanoTime))
                .run(
                        caller,
                        Arrivals.poisson(rate, 1),
                        new LoadPlan(timing.warmUp(), timing.measured(), deadline),
                        tally -> {});
    }

    private Table table(List<Way> ways) {
        Table table = new Table(
                "SDK",
                "good items/s",
                "of the peak",
                "refused",
                "refusals p50 ms",
                "refusals p99 ms",
                "late",
                "failed",
                "send lag p99 ms");
        for (Way way : ways) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < peaks.size(); i++) {
                ratios.add(way.found().get(i).goodput() / peaks.get(i));
            }
            table.row(
                    way.name(),
                    Spread.of(way.found().stream().map(Figures::goodput).toList()),
                    Spread.of(ratios).fine(),
                    sum(way, Kind.REFUSED),
                    refusals(way, 50),
                    refusals(way, 99),
                    sum(way, Kind.LATE),
                    sum(way, Kind.FAILED),
                    Spread.of(way.found().stream()
                                    .map(one -> Figures.millis(one.lags(), 99))
                                    .toList())
                            .median());
        }
        return table;
    }

    private static long sum(Way way, Kind kind) {
        return way.found().stream().mapToLong(one -> one.ended(kind)).sum();
    }

    private static double refusals(Way way, double percentile) {
        return Spread.of(way.found().stream()
                        .map(one -> Figures.millis(one.refusals(), percentile))
                        .toList())
                .median();
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }
}

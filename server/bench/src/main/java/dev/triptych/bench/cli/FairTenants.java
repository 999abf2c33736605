package dev.triptych.bench.cli;

import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Spread;
import dev.triptych.bench.report.Table;
import dev.triptych.client.Input;
import dev.triptych.load.Arrivals;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadException;
import dev.triptych.load.LoadPlan;
import dev.triptych.load.OpenLoop;
import dev.triptych.load.Pacer;
import dev.triptych.load.call.Connections.Settings;
import dev.triptych.load.child.ServerProcess;
import dev.triptych.load.input.Samples;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/** A tenant with a few small pictures, alone and beside another that floods the server with large ones. */
@Command(
        name = "fair",
        description = "A light tenant's latency alone and beside a flood of large images from another tenant.")
final class FairTenants implements Callable<Integer> {
    /** The least slice of a device, in milliseconds. */
    private static final double SLICE = 10;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "A model that embeds images.")
    Path model = Path.of("");

    @Option(
            names = "--light-rate",
            paramLabel = "R",
            defaultValue = "3",
            description = "The light tenant's requests a second (default: ${DEFAULT-VALUE}).")
    double rate = 3;

    @Option(
            names = "--flood",
            paramLabel = "N",
            defaultValue = "32",
            description = "The other's requests under way (default: ${DEFAULT-VALUE}).")
    int flood = 32;

    @Option(
            names = "--flood-size",
            paramLabel = "WxH",
            defaultValue = "4000x3000",
            description = "The other's pictures (default: ${DEFAULT-VALUE}).")
    String size = "4000x3000";

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
        List<Input> small = Samples.photos(16, 640, 480);
        String[] sides = size.split("x", -1);
        List<Input> large = Samples.photos(4, Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
        launcher.options.add("--trust-tenant-header");
        compiling.prepare(launcher);
        try (ServerProcess server = launcher.start(Map.of("bench", model), "throughput");
                Connection light = new Connection(Settings.plain(server.grpc()).withTenant("light"));
                Connection heavy = new Connection(
                        Settings.plain(server.grpc()).withTenant("heavy").withConnections(4))) {
            Caller few = light.embed("bench", small, 1);
            Caller many = heavy.embed("bench", large, 1);
            compiling.run(light);
            double item =
                    new ClosedLoop(System::nanoTime).run(many, 1, timing.plan()).millis(50);
            List<Figures> alone = new ArrayList<>();
            List<Figures> beside = new ArrayList<>();
            for (int round = 0; round < timing.rounds; round++) {
                boolean first = round % 2 == 0;
                Figures one = first ? light(few) : flooded(few, many);
                Figures two = first ? flooded(few, many) : light(few);
                alone.add(first ? one : two);
                beside.add(first ? two : one);
                spec.commandLine().getErr().println("round " + (round + 1) + " of " + timing.rounds);
                spec.commandLine().getErr().flush();
            }
            print(out, item, alone, beside);
        }
        return 0;
    }

    private Figures light(Caller few) throws InterruptedException, LoadException {
        return new OpenLoop(Pacer.parking(System::nanoTime))
                .run(few, Arrivals.poisson(rate, 1), timing.plan(), tally -> {});
    }

    // The flood lasts longer than what is measured beside it, on both ends.
    private Figures flooded(Caller few, Caller many) throws Exception {
        Duration all = timing.warmUp().plus(timing.measured()).plus(timing.warmUp());
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Figures> heavy = other.submit(
                    () -> new ClosedLoop(System::nanoTime).run(many, flood, LoadPlan.of(Duration.ZERO, all)));
            Figures found = light(few);
            var unused = heavy.get();
            return found;
        } finally {
            other.shutdownNow();
        }
    }

    private void print(PrintWriter out, double item, List<Figures> alone, List<Figures> beside) {
        out.println("Machine: " + Machine.line());
        out.printf(
                "%n### %.1f small images a second from one tenant, beside %d under way of %s from another%n%n",
                rate, flood, size);
        Table table = new Table("light tenant", "p50 ms", "p99 ms, median (least to most)", "answered", "not answered");
        row(table, "alone", alone);
        row(table, "beside the flood", beside);
        out.println(table);
        double slice = Math.max(SLICE, item);
        double own = p99(alone).median();
        out.printf(
                "One large image alone takes %.1f ms, so a slice is %.1f ms; asked: at most %.1f + 1.2 x %.1f = %.1f ms.%n",
                item, slice, own, slice, own + 1.2 * slice);
        out.flush();
    }

    private static void row(Table table, String name, List<Figures> found) {
        table.row(
                name,
                Spread.of(found.stream().map(one -> one.millis(50)).toList()).median(),
                p99(found),
                found.stream().mapToLong(Figures::answered).sum(),
                found.stream().mapToLong(one -> one.requests() - one.answered()).sum());
    }

    private static Spread p99(List<Figures> found) {
        return Spread.of(found.stream().map(one -> one.millis(99)).toList());
    }
}

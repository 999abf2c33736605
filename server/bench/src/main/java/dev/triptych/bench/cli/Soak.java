package dev.triptych.bench.cli;

import dev.triptych.bench.graph.Graphs;
import dev.triptych.bench.process.Jvm;
import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Table;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadPlan;
import dev.triptych.load.child.ServerProcess;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** A long load: bytes that a request allocates on the server, and whether its heap grows. */
@Command(
        name = "soak",
        description =
                "A long load of the tiny graph: allocation per request by the JVM's own counters, and the heap after a"
                        + " full collection in every minute.")
final class Soak implements Callable<Integer> {
    private static final String NAME = "tiny";
    private static final int PAYLOAD = 2 * Graphs.WIDTH * Float.BYTES;

    @Option(names = "--folder", paramLabel = "DIR", required = true, description = "Where the graph is written.")
    Path folder = Path.of("");

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long, after a minute of warm-up (default: ${DEFAULT-VALUE}).")
    int minutes = 10;

    @Option(
            names = "--minute-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Length of a minute, for trials (default: ${DEFAULT-VALUE}).")
    double minute = 60;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "16",
            description = "Requests under way (default: ${DEFAULT-VALUE}).")
    int concurrency = 16;

    @Mixin
    Launcher launcher = new Launcher();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        var unused = Graphs.tiny(folder.resolve(NAME));
        out.println("Machine: " + Machine.line());
        out.printf(
                "%n### %d minutes of the tiny graph, %d requests under way, payload %d bytes in and out%n%n",
                minutes, concurrency, PAYLOAD);
        Table table = new Table(
                "minute", "requests", "failed", "bytes a request", "beyond its payload", "heap after collection MiB");
        List<Double> heaps = new ArrayList<>();
        try (ServerProcess server = launcher.start(Map.of(NAME, folder.resolve(NAME)), "throughput");
                Connection connection = new Connection(server.grpc())) {
            Jvm jvm = new Jvm(server.pid(), Path.of(System.getProperty("java.home"), "bin", "jcmd"));
            Caller caller = connection.infer(NAME, List.of((long) Graphs.WIDTH), 1);
            for (int i = 0; i <= minutes; i++) {
                double before = jvm.allocatedBytes();
                Figures found =
                        new ClosedLoop(System::nanoTime).run(caller, concurrency, LoadPlan.of(Duration.ZERO, length()));
                double each = (jvm.allocatedBytes() - before) / Math.max(1, found.sent());
                double heap = jvm.heapBytes() / (1 << 20);
                if (i > 0) {
                    heaps.add(heap);
                }
                table.row(
                        i == 0 ? "warm-up" : Integer.toString(i),
                        found.sent(),
                        found.failed(),
                        each,
                        each - PAYLOAD,
                        heap);
                spec.commandLine().getErr().println("minute " + i + " of " + minutes);
                spec.commandLine().getErr().flush();
            }
        }
        out.println(table);
        double first = heaps.get(0);
        double last = heaps.get(heaps.size() - 1);
        out.printf("Heap of the last minute against the first: %+.2f %%%n", 100 * (last - first) / first);
        out.flush();
        return 0;
    }

    private Duration length() {
        return Duration.ofNanos((long) (minute * 1e9));
    }
}

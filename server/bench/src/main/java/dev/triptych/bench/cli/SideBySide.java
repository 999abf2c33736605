package dev.triptych.bench.cli;

import ai.onnxruntime.OrtException;
import dev.triptych.bench.bare.BareLoop;
import dev.triptych.bench.bare.BareLoop.Tower;
import dev.triptych.bench.bare.BareSweep;
import dev.triptych.bench.bare.BareSweep.Tried;
import dev.triptych.bench.bare.LoopSpec;
import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Rounds;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadException;
import dev.triptych.load.child.ServerProcess;
import java.io.IOException;
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

/**
 * The server beside the best bare loop, in one run and in turn; each idles while the other is measured.
 *
 * <p>In {@code throughput} mode the server is saturated, in {@code latency} mode it has one request at a time.
 */
@Command(
        name = "side-by-side",
        description = "An image tower through gRPC against the best bare ONNX Runtime loop, alternating: saturated in"
                + " throughput mode, one at a time in latency mode.")
final class SideBySide implements Callable<Integer> {
    private static final String NAME = "bench";
    private static final Duration SWEEP_WARM_UP = Duration.ofSeconds(1);

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "A dual encoder's folder with an image tower of its own.")
    Path model = Path.of("");

    @Option(
            names = "--device-mode",
            paramLabel = "throughput|latency",
            split = ",",
            defaultValue = "throughput,latency",
            description = "Which halves to run (default: ${DEFAULT-VALUE}).")
    List<String> modes = List.of();

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "Requests under way that saturate the server (default: ${DEFAULT-VALUE}).")
    int concurrency = 32;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Image to send; repeatable (default: 16 made-up JPEGs, 640 x 480).")
    List<Path> files = new ArrayList<>();

    @Mixin
    TowerOptions tower = new TowerOptions();

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
        out.println("Machine: " + Machine.line());
        int cores = Runtime.getRuntime().availableProcessors();
        compiling.prepare(launcher);
        for (String mode : modes) {
            boolean saturated = mode.equals("throughput");
            out.printf(
                    "%n### %s%n%n",
                    saturated ? "Saturated: " + concurrency + " requests under way" : "One request at a time");
            half(
                    mode,
                    saturated ? LoopSpec.throughput(cores, tower.batches) : LoopSpec.latency(cores),
                    saturated ? concurrency : 1);
        }
        return 0;
    }

    private void half(String mode, List<LoopSpec> specs, int underWay)
            throws IOException, InterruptedException, OrtException, LoadException {
        PrintWriter out = spec.commandLine().getOut();
        Tower bare = tower.in(model);
        List<Tried> tried = new BareSweep(bare, System::nanoTime)
                .run(specs, SWEEP_WARM_UP, timing.measured().dividedBy(2));
        LoopSpec best = BareSweep.best(tried);
        out.println(BareCommand.table(tried));
        out.flush();
        try (ServerProcess server = launcher.start(Map.of(NAME, model), mode);
                Connection connection = new Connection(server.grpc());
                BareLoop loop = new BareLoop(bare, best, System::nanoTime)) {
            Caller tensors = connection.infer(NAME + ".image", bare.item(), 1);
            Caller images = connection.embed(NAME, Pictures.of(files), 1);
            compiling.run(connection);
            Rounds rounds = new Rounds()
                    .add("bare loop, " + best, () -> loop.run(timing.warmUp(), timing.measured()))
                    .add("tensors through gRPC", () -> measure(tensors, underWay))
                    .add("JPEGs through gRPC", () -> measure(images, underWay));
            rounds.run(timing.rounds, spec.commandLine().getErr());
            out.println(rounds.table());
            out.flush();
        }
    }

    private Figures measure(Caller caller, int underWay) throws LoadException, InterruptedException {
        return new ClosedLoop(System::nanoTime).run(caller, underWay, timing.plan());
    }
}

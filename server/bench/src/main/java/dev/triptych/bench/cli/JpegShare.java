package dev.triptych.bench.cli;

import dev.triptych.bench.bare.BareLoop;
import dev.triptych.bench.bare.BareLoop.Tower;
import dev.triptych.bench.bare.LoopSpec;
import dev.triptych.bench.image.Preprocessing;
import dev.triptych.bench.process.PythonPeer;
import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Spread;
import dev.triptych.bench.report.Table;
import dev.triptych.client.Input;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.child.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * JPEG bytes to vectors, saturated: the share of what the cores could do if there were nothing but inference, decoding and
 * resizing; beside one Python process that does the same with transformers and ONNX Runtime.
 */
@Command(
        name = "jpeg",
        description =
                "JPEGs to vectors, saturated: share of cores over core-seconds of inference, decoding and resizing,"
                        + " measured in the same rounds; beside one Python process.")
final class JpegShare implements Callable<Integer> {
    private static final int RUNS = 15;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "A dual encoder with an image tower.")
    Path model = Path.of("");

    @Option(names = "--pictures", paramLabel = "DIR", required = true, description = "JPEGs to send.")
    Path pictures = Path.of("");

    @Option(names = "--python", paramLabel = "FILE", required = true, description = "A Python with transformers.")
    Path python = Path.of("");

    @Option(names = "--script", paramLabel = "FILE", required = true, description = "jpeg_peer.py.")
    Path script = Path.of("");

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "Requests under way (default: ${DEFAULT-VALUE}).")
    int concurrency = 32;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "8",
            description = "Rows of a run of the bare loop, a lane a core (default: ${DEFAULT-VALUE}).")
    int batch = 8;

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

    private final List<Double> limits = new ArrayList<>();
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Path> files = jpegs();
        Tower bare = tower.in(model);
        compiling.prepare(launcher);
        try (ServerProcess server = launcher.start(Map.of("bench", model), "throughput");
                Connection connection = new Connection(server.grpc());
                BareLoop loop = new BareLoop(bare, new LoopSpec(cores, batch, 1), System::nanoTime);
                PythonPeer peer = new PythonPeer(
                        python,
                        script,
                        List.of("serve", bare.file().toString(), pictures.toString(), Integer.toString(cores)))) {
            Caller caller =
                    connection.embed("bench", files.stream().map(Input::image).toList(), 1);
            compiling.run(connection);
            for (int round = 0; round < timing.rounds; round++) {
                if (round % 2 == 0) {
                    limits.add(limit(loop, files, cores));
                    ours.add(served(caller));
                    theirs.add(peer.rate(timing.seconds, timing.warmUp));
                } else {
                    theirs.add(peer.rate(timing.seconds, timing.warmUp));
                    ours.add(served(caller));
                    limits.add(limit(loop, files, cores));
                }
                say(String.format(
                        Locale.ROOT,
                        "round %d of %d: limit %.2f/s, server %.2f/s, Python %.2f/s",
                        round + 1,
                        timing.rounds,
                        limits.get(round),
                        ours.get(round),
                        theirs.get(round)));
            }
        }
        print(files.size(), cores);
        return 0;
    }

    // Core-seconds of an image: a lane's time in the bare loop, and a thread's in decoding and resizing.
    private double limit(BareLoop loop, List<Path> files, int cores) throws Exception {
        double infer = cores / loop.run(timing.warmUp(), timing.measured()).rate();
        Preprocessing preprocessing = new Preprocessing();
        double decode = 0;
        for (Path file : files) {
            decode += preprocessing.run(Files.readAllBytes(file), RUNS).median() / 1e3 / files.size();
        }
        return cores / (infer + decode);
    }

    private double served(Caller caller) throws Exception {
        return new ClosedLoop(System::nanoTime)
                .run(caller, concurrency, timing.plan())
                .rate();
    }

    private void print(int files, int cores) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Machine: " + Machine.line());
        out.printf("%n### %d JPEGs to vectors on %d cores, %d requests under way%n%n", files, cores, concurrency);
        Table table = new Table("what", "images/s, median (least to most)", "of the limit", "of the Python process");
        row(table, "limit: cores / (infer + decode + resize)", limits);
        row(table, "JPEGs through gRPC", ours);
        row(table, "one Python process", theirs);
        out.println(table);
        out.flush();
    }

    private void row(Table table, String name, List<Double> rates) {
        table.row(
                name,
                Spread.of(rates),
                Spread.of(over(rates, limits)).fine(),
                Spread.of(over(rates, theirs)).fine());
    }

    private static List<Double> over(List<Double> rates, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            ratios.add(rates.get(i) / others.get(i));
        }
        return ratios;
    }

    private List<Path> jpegs() throws IOException {
        try (Stream<Path> files = Files.list(pictures)) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }
}

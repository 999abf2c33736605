package dev.triptych.bench.cli;

import dev.triptych.bench.load.Caller;
import dev.triptych.bench.load.ClosedLoop;
import dev.triptych.bench.load.EmbedCaller;
import dev.triptych.bench.load.Figures;
import dev.triptych.bench.load.RawTensorCaller;
import dev.triptych.bench.load.Samples;
import dev.triptych.bench.report.Table;
import dev.triptych.client.Input;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Loads a running server in a closed loop. */
@Command(name = "load", description = "A closed loop against a running server, once for each concurrency.")
final class LoadCommand implements Callable<Integer> {
    /** What is sent. */
    enum Kind {
        /** Encoded images, by the typed API. */
        IMAGE,
        /** Texts, by the typed API. */
        TEXT,
        /** Float tensors to a graph, by the Open Inference Protocol. */
        TENSOR
    }

    @Option(
            names = "--server",
            paramLabel = "H:P",
            defaultValue = "127.0.0.1:8001",
            description = "The server (default: ${DEFAULT-VALUE}).")
    String server = "127.0.0.1:8001";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            required = true,
            description = "The model, or for tensors its graph, such as vit.image.")
    String model = "";

    @Option(
            names = "--kind",
            paramLabel = "image|text|tensor",
            defaultValue = "image",
            description = "What is sent (default: ${DEFAULT-VALUE}).")
    Kind kind = Kind.IMAGE;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,32",
            description = "Requests under way, one measurement for each (default: ${DEFAULT-VALUE}).")
    List<Integer> concurrency = List.of();

    @Option(
            names = "--items",
            paramLabel = "N",
            defaultValue = "1",
            description = "Items in a request (default: ${DEFAULT-VALUE}).")
    int items = 1;

    @Option(
            names = "--item-shape",
            paramLabel = "N",
            split = ",",
            defaultValue = "3,224,224",
            description = "Shape of one row, for tensors (default: ${DEFAULT-VALUE}).")
    List<Long> shape = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Image to send; repeatable (default: 16 made-up JPEGs, 640 x 480).")
    List<Path> files = new ArrayList<>();

    @Mixin
    Timing timing = new Timing();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Table table = new Table("requests under way", "items/s", "p50 ms", "p90 ms", "p99 ms", "requests", "failed");
        long failed = 0;
        try (Connection connection = new Connection(server)) {
            Caller caller = caller(connection);
            for (int under : concurrency) {
                Figures found = new ClosedLoop(System::nanoTime).run(caller, under, timing.warmUp(), timing.measured());
                failed += found.failed();
                table.row(
                        under,
                        found.rate(),
                        found.millis(50),
                        found.millis(90),
                        found.millis(99),
                        found.operations(),
                        found.failed());
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(table);
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    private Caller caller(Connection connection) {
        return switch (kind) {
            case IMAGE -> new EmbedCaller(connection.client(), model, images(files), items);
            case TEXT -> new EmbedCaller(connection.client(), model, Samples.texts(256), items);
            case TENSOR -> RawTensorCaller.of(connection.channel(), model, shape, items);
        };
    }

    static List<Input> images(List<Path> files) {
        return files.isEmpty()
                ? Samples.photos(16, 640, 480)
                : files.stream().map(Input::image).toList();
    }
}

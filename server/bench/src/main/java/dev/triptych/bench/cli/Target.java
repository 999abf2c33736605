package dev.triptych.bench.cli;

import dev.triptych.bench.graph.Graphs;
import dev.triptych.bench.graph.Stubs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is loaded with tensors: a tower of a model's folder, or a stub of so many milliseconds. */
final class Target {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "A dual encoder whose image tower is loaded (default: a stub).")
    @Nullable Path model;

    @Option(
            names = "--stub-ms",
            paramLabel = "N",
            defaultValue = "2",
            description = "Time of a stub's row, alone on one thread (default: ${DEFAULT-VALUE}).")
    double millis = 2;

    @Option(names = "--folder", paramLabel = "DIR", required = true, description = "Where stubs are written.")
    Path folder = Path.of("");

    /**
     * A graph to load.
     *
     * @param name in words
     * @param served the folder to serve, under the name {@code bench}
     * @param graph its name on the wire
     * @param row shape of one row
     */
    record Graph(String name, Path served, String graph, List<Long> row) {}

    /** Writes the stub if need be. */
    Graph graph() throws Exception {
        if (model != null) {
            return new Graph(String.valueOf(model.getFileName()), model, "bench.image", List.of(3L, 224L, 224L));
        }
        Path stub = folder.resolve("bench");
        int products = new Stubs(System::nanoTime).write(stub, Duration.ofNanos((long) (millis * 1e6)));
        return new Graph(millis + " ms stub of " + products + " products", stub, "bench", List.of((long) Graphs.WIDTH));
    }
}

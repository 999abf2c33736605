package dev.triptych.bench.cli;

import dev.triptych.bench.baseline.BaselineServer;
import dev.triptych.bench.graph.Graphs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves a graph by the bare grpc-java server until it is ended; prints its address. */
@Command(name = "baseline", description = "Serves a graph of 512 floats by the bare grpc-java server until a signal.")
final class BaselineCommand implements Callable<Integer> {
    @Option(names = "--graph", paramLabel = "FILE", required = true, description = "The ONNX file.")
    Path graph = Path.of("");

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "2",
            description = "Threads that run the graph (default: ${DEFAULT-VALUE}).")
    int lanes = 2;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "8",
            description = "The most rows in a run (default: ${DEFAULT-VALUE}).")
    int batch = 8;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (BaselineServer server = new BaselineServer(new BaselineServer.Layout(graph, Graphs.WIDTH, lanes, batch))) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(BaselineProcess.READY + server.address());
            out.flush();
            server.await();
        }
        return 0;
    }
}

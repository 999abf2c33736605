package dev.triptych.bench.cli;

import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Rounds;
import dev.triptych.client.Input;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.child.ServerProcess;
import dev.triptych.load.input.Samples;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Texts on a combined export against the split one: both on one server, in turn, so the image half must cost nothing. */
@Command(
        name = "texts",
        description = "Texts embedded by a combined export against the split export, alternating on one server.")
final class TextRate implements Callable<Integer> {
    @Option(
            names = "--split",
            paramLabel = "DIR",
            required = true,
            description = "The export with a file for each tower.")
    Path split = Path.of("");

    @Option(
            names = "--combined",
            paramLabel = "DIR",
            required = true,
            description = "The export with one file for both.")
    Path combined = Path.of("");

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "Requests under way (default: ${DEFAULT-VALUE}).")
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
        out.println("Machine: " + Machine.line());
        out.printf("%n### Texts of 3 to 20 words, %d requests under way%n%n", concurrency);
        List<Input> texts = Samples.texts(256);
        try (ServerProcess server = launcher.start(Map.of("split", split, "combined", combined), "throughput");
                Connection connection = new Connection(server.grpc())) {
            Rounds rounds = new Rounds();
            for (String name : List.of("split", "combined")) {
                Caller caller = connection.embed(name, texts, 1);
                rounds.add(name, () -> new ClosedLoop(System::nanoTime).run(caller, concurrency, timing.plan()));
            }
            rounds.run(timing.rounds, spec.commandLine().getErr());
            out.println(rounds.table());
            out.flush();
        }
        return 0;
    }
}

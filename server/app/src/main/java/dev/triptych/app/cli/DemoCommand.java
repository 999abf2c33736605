package dev.triptych.app.cli;

import dev.triptych.app.server.Home;
import dev.triptych.app.server.Server;
import dev.triptych.app.server.Signals;
import dev.triptych.client.Classification;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.client.ScoredLabel;
import dev.triptych.client.TriptychClient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the shipped models on free ports and asks one real question over gRPC. */
@Command(
        name = "demo",
        description =
                "Serves the shipped model on free ports, asks it about a photograph over gRPC, and shows how to ask more.")
final class DemoCommand implements Callable<Integer> {
    private static final List<String> LABELS =
            List.of("cat", "dog", "cup of coffee", "flower", "rocket", "bicycle", "page of text", "temple");

    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where files are written at run time (default: as for serve).")
    @Nullable Path stateDir;

    @Option(names = "--once", description = "End after the answer, with 0 when it is right.")
    boolean once;

    @Override
    public Integer call() {
        global.configureLogs();
        Home home = Home.fromLauncher();
        Signals signals = new Signals();
        signals.listen();
        ServeOptions options = new ServeOptions();
        options.grpcPort = 0;
        options.metricsPort = 0;
        options.adminPort = 0;
        options.stateDir = stateDir;
        Server server = Server.assemble(ServeCommand.resolve(options, home, Optional.empty()), home);
        server.listen();
        if (!server.report(System.out, signals)) {
            server.stop(signals);
            return ExitStatus.UNREACHABLE;
        }
        Path photo = home.path().resolve("models/mini/photos/chelsea.jpg");
        boolean right = ask(server.target(), photo, System.out);
        if (once) {
            server.stop(signals);
            return right ? ExitStatus.OK : ExitStatus.SOME_FAILED;
        }
        System.out.println("\nAsk more while this runs (Ctrl-C ends it):");
        System.out.println("  bin/triptych classify --server " + server.target() + " --labels cat,dog,flower " + photo);
        System.out.println("  bin/triptych rank --server " + server.target() + " --query 'a hot drink' "
                + photo.resolveSibling("*.jpg"));
        System.out.println(
                "  bin/triptych embed --server " + server.target() + " --text 'a photo of a cat' --output json");
        System.out.flush();
        return server.serve(signals);
    }

    private static boolean ask(String target, Path photo, PrintStream out) {
        try (TriptychClient client = TriptychClient.connect(target)) {
            Result<Classification> result =
                    client.classify("mini", LABELS, Input.image(photo)).get(0);
            out.println(
                    "\nWhat is on models/mini/photos/" + photo.getFileName() + "? Asked over gRPC at " + target + ":");
            List<ScoredLabel> labels = result.value().labels();
            labels.stream()
                    .limit(3)
                    .forEach(label ->
                            out.println(String.format(Locale.ROOT, "  %.3f  %s", label.score(), label.label())));
            out.flush();
            return labels.get(0).label().equals("cat");
        }
    }
}

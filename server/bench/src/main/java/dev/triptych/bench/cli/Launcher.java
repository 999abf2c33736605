package dev.triptych.bench.cli;

import dev.triptych.load.child.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a server is started. */
final class Launcher {
    @Option(
            names = "--launcher",
            paramLabel = "FILE",
            defaultValue = "${sys:triptych.launcher:-bin/triptych}",
            description = "The server's launcher (default: ${DEFAULT-VALUE}).")
    Path file = Path.of("bin/triptych");

    @Option(names = "--serve-option", paramLabel = "OPTION", description = "A further option of serve; repeatable.")
    List<String> options = new ArrayList<>();

    /** The further options, in words. */
    String words() {
        return options.isEmpty() ? "" : ", serve " + String.join(" ", options);
    }

    ServerProcess start(Map<String, Path> models, String mode) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--device-mode", mode));
        models.forEach((name, folder) -> all.addAll(List.of("--models", name + "=" + folder.toAbsolutePath())));
        all.addAll(options);
        return ServerProcess.start(file, all);
    }
}

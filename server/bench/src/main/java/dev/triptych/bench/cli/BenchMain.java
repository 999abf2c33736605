package dev.triptych.bench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The bench's command line. Results on standard output as Markdown, progress on standard error. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the server and what it is compared with.",
        subcommands = {
            BareCommand.class,
            BaselineCommand.class,
            FairTenants.class,
            JpegShare.class,
            LabelRate.class,
            Overload.class,
            PreprocessRate.class,
            SideBySide.class,
            Soak.class,
            TextRate.class,
            TextTower.class,
            TinyGraph.class,
            Weights.class
        })
public final class BenchMain {
    private BenchMain() {}

    /** Runs one command; the exit status is 0, 1 when items failed, 2 on wrong usage, 3 when it could not measure. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    error.printStackTrace(line.getErr());
                    return 3;
                });
    }
}

package dev.triptych.app.cli;

import dev.triptych.app.logging.Logs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
public final class GlobalOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A triptych.yaml with option names as keys; flags and TRIPTYCH_<FLAG> go before it.")
    @Nullable Path config;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How log lines look on standard error (default: ${DEFAULT-VALUE}).")
    Logs.Format logFormat = Logs.Format.TEXT;

    @Option(
            names = "--log-level",
            paramLabel = "error|warn|info|debug|trace",
            defaultValue = "info",
            description = "The least severity that is logged (default: ${DEFAULT-VALUE}).")
    Logs.Threshold logLevel = Logs.Threshold.INFO;

    /** Sets logging up as asked. */
    public void configureLogs() {
        Logs.configure(logFormat, logLevel);
    }
}

package dev.triptych.app.cli.client;

import dev.triptych.app.cli.GlobalOptions;
import dev.triptych.app.cli.OutputFormat;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that asks a server. */
final class ServerOptions {
    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8001",
            description = "The server to ask (default: ${DEFAULT-VALUE}).")
    String server = "127.0.0.1:8001";

    @Option(
            names = "--deadline-ms",
            paramLabel = "MS",
            defaultValue = "60000",
            description = "How long one call may take, retries included; many inputs go in several calls (default:"
                    + " ${DEFAULT-VALUE}).")
    int deadlineMs = 60_000;

    @Option(
            names = "--output",
            paramLabel = "table|json|jsonl",
            defaultValue = "table",
            description =
                    "How to print: a table, one JSON document, or one a line for each result (default: ${DEFAULT-VALUE}).")
    OutputFormat output = OutputFormat.TABLE;

    /** How long one call may take. */
    Duration deadline() {
        return Duration.ofMillis(deadlineMs);
    }
}

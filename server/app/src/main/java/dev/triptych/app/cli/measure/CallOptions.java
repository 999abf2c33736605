package dev.triptych.app.cli.measure;

import dev.triptych.load.call.Connections.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a measured server is called. */
final class CallOptions {
    /** Whether refused calls are tried again. */
    enum Retries {
        ON,
        OFF
    }

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1",
            description = "Connections, used in turn (default: ${DEFAULT-VALUE}).")
    int connections = 1;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = Times.class,
            description =
                    "Each call's deadline, such as 50ms; answers within it are good (default: 60s, and every answer"
                            + " is good).")
    @Nullable Duration deadline;

    @Option(
            names = "--retries",
            paramLabel = "on|off",
            defaultValue = "off",
            description = "Try refused calls again, as the SDK does (default: ${DEFAULT-VALUE}).")
    Retries retries = Retries.OFF;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The tenant to call as, where the server trusts callers to say so.")
    String tenant = "";

    /** The settings of connections to a server. */
    Settings settings(String target) {
        Settings plain = Settings.plain(target)
                .withConnections(connections)
                .withRetries(retries == Retries.ON)
                .withTenant(tenant);
        return deadline == null ? plain : plain.withDeadline(deadline);
    }
}

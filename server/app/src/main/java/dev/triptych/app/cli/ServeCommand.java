package dev.triptych.app.cli;

import dev.triptych.app.config.ConfigException;
import dev.triptych.app.config.ConfigFile;
import dev.triptych.app.server.Home;
import dev.triptych.app.server.Server;
import dev.triptych.app.server.ServerOptions;
import dev.triptych.app.server.ServerOptions.TenantFile;
import dev.triptych.app.server.Signals;
import dev.triptych.app.server.StateDirectory;
import dev.triptych.app.tracing.TraceOptions;
import dev.triptych.repository.LabelSets;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ImageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves models until a signal. */
@Command(
        name = "serve",
        description = {
            "Serves models over gRPC until SIGTERM or SIGINT.",
            "Prints FAILED NAME REASON MESSAGE for each model that cannot be loaded, then one READY line, on standard output."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Mixin
    ServeOptions options = new ServeOptions();

    @Override
    public Integer call() {
        global.configureLogs();
        Home home = Home.fromLauncher();
        Signals signals = new Signals();
        signals.listen();
        Server server = Server.assemble(resolve(options, home, tenants(global.config)), home);
        server.listen();
        if (!server.report(System.out, signals)) {
            server.stop(signals);
            return ExitStatus.UNREACHABLE;
        }
        return server.serve(signals);
    }

    /** The command line's options as the server takes them. */
    static ServerOptions resolve(ServeOptions options, Home home, Optional<TenantFile> tenants) {
        check(options);
        List<String> models = new ArrayList<>(options.models);
        if (models.isEmpty() || options.withMini) {
            home.shippedModels().forEach(folder -> models.add(folder.toString()));
        }
        return new ServerOptions(
                models,
                options.strict,
                options.host,
                options.grpcPort,
                options.metricsPort,
                options.adminPort,
                options.backend.name().toLowerCase(Locale.ROOT),
                DeviceMode.valueOf(options.deviceMode.name()),
                options.deviceCores,
                options.maxBatch,
                options.decodeLanes,
                StateDirectory.find(options.stateDir, System.getenv(), Path.of(System.getProperty("java.io.tmpdir"))),
                options.maxMessageBytes,
                options.maxInflightBytes,
                new ImageLimits(options.maxImageBytes, options.maxImagePixels),
                Duration.ofMillis(options.defaultDeadlineMs),
                Duration.ofMillis(options.drainTimeoutMs),
                labelSets(options.labelSets),
                options.noCache ? 0 : options.labelCacheBytes,
                options.noCache ? Long.valueOf(0) : options.cacheBytes,
                options.trustTenantHeader,
                tenants,
                tracing(options));
    }

    private static Optional<TraceOptions> tracing(ServeOptions options) {
        try {
            return Optional.ofNullable(options.otlpEndpoint).map(to -> new TraceOptions(to, options.traceRatio));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--" + e.getMessage());
        }
    }

    private Optional<TenantFile> tenants(@Nullable Path config) {
        Set<String> known = TriptychCommand.optionNames(spec.root().commandLine());
        return Optional.ofNullable(config)
                .map(file ->
                        new TenantFile(file, () -> ConfigFile.read(file, known).tenants()));
    }

    private static Map<String, List<String>> labelSets(@Nullable Path folder) {
        if (folder == null) {
            return Map.of();
        }
        try {
            return LabelSets.inFolder(folder);
        } catch (TaskException e) {
            throw new ConfigException("--label-sets: " + e.text());
        }
    }

    private static void check(ServeOptions options) {
        for (int port : new int[] {options.grpcPort, options.httpPort, options.metricsPort, options.adminPort}) {
            if (port < 0 || port > 65_535) {
                throw new ConfigException("port " + port + " is not in 0..65535");
            }
        }
        positive("--max-message-bytes", options.maxMessageBytes);
        upTo("--max-image-bytes", options.maxImageBytes, ImageLimits.MOST_BYTES);
        upTo("--max-image-pixels", options.maxImagePixels, ImageLimits.MOST_PIXELS);
        positive("--default-deadline-ms", options.defaultDeadlineMs);
        zeroTo("--device-cores", options.deviceCores, ServerOptions.MOST_LANES);
        zeroTo("--max-batch", options.maxBatch, ServerOptions.MOST_ROWS);
        zeroTo("--decode-lanes", options.decodeLanes, ServerOptions.MOST_LANES);
        if (options.labelCacheBytes < 0) {
            throw new ConfigException("--label-cache-bytes must not be negative");
        }
        if (options.cacheBytes != null && options.cacheBytes < 0) {
            throw new ConfigException("--cache-bytes must not be negative");
        }
        if (options.maxInflightBytes < 0 || options.drainTimeoutMs < 0) {
            throw new ConfigException("--max-inflight-bytes and --drain-timeout-ms must not be negative");
        }
    }

    private static void zeroTo(String option, long value, long most) {
        if (value < 0 || value > most) {
            throw new ConfigException(option + " " + value + " is not in 0.." + most);
        }
    }

    private static void upTo(String option, long value, long most) {
        if (value < 1 || value > most) {
            throw new ConfigException(option + " " + value + " is not in 1.." + most);
        }
    }

    private static void positive(String option, long value) {
        if (value <= 0) {
            throw new ConfigException(option + " " + value + " must be above 0");
        }
    }
}

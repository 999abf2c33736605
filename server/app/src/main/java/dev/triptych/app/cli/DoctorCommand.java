package dev.triptych.app.cli;

import dev.triptych.app.Version;
import dev.triptych.app.config.ConfigException;
import dev.triptych.app.server.Home;
import dev.triptych.app.server.StateDirectory;
import dev.triptych.runtime.plugin.PluginLoader;
import dev.triptych.runtime.plugin.PluginSet;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.spi.backend.BackendProvider;
import dev.triptych.spi.backend.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks what a server needs on this machine, each with a word on what to do. */
@Command(name = "doctor", description = "Checks what a server needs on this machine.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    GlobalOptions global = new GlobalOptions();

    @Mixin
    ServeOptions serve = new ServeOptions();

    @Option(names = "--output", paramLabel = "table|json", defaultValue = "table", description = "How to print.")
    OutputFormat output = OutputFormat.TABLE;

    private final Map<String, Finding> findings = new LinkedHashMap<>();

    private record Finding(boolean ok, String text) {}

    @Override
    public Integer call() {
        global.configureLogs();
        Home home = Home.fromLauncher();
        note("version", true, Version.current());
        note("java", true, System.getProperty("java.version") + " " + System.getProperty("java.vendor"));
        note("cores", true, String.valueOf(Runtime.getRuntime().availableProcessors()));
        Optional<Path> state = state();
        port("grpc-port", serve.host, serve.grpcPort);
        port("metrics-port", serve.host, serve.metricsPort);
        port("admin-port", "127.0.0.1", serve.adminPort);
        PluginSet plugins = PluginLoader.load(getClass().getClassLoader(), home.engineFolders(), home.pluginFolders());
        plugins.families().forEach(family -> note("plugin " + family.name(), true, "loads"));
        plugins.failures()
                .forEach(failure -> note(
                        "plugin " + failure.plugin(), false, failure.error().text()));
        state.ifPresent(directory -> plugins.backends().forEach(provider -> backend(provider, directory)));
        print(spec.commandLine().getOut());
        return findings.values().stream().allMatch(Finding::ok) ? ExitStatus.OK : ExitStatus.SOME_FAILED;
    }

    private void note(String what, boolean ok, String text) {
        findings.put(what, new Finding(ok, text));
    }

    private Optional<Path> state() {
        try {
            Path directory =
                    StateDirectory.find(serve.stateDir, System.getenv(), Path.of(System.getProperty("java.io.tmpdir")));
            note("state-dir", true, directory.toString());
            return Optional.of(directory);
        } catch (ConfigException e) {
            note("state-dir", false, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void port(String option, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            note(option, true, port + " is free");
        } catch (IOException e) {
            note(option, false, port + " is taken or not allowed; choose another by --" + option);
        }
    }

    private void backend(BackendProvider provider, Path directory) {
        String what = "backend " + provider.name();
        BackendOptions options =
                new BackendOptions(DeviceMode.THROUGHPUT, Runtime.getRuntime().availableProcessors(), directory);
        try (Backend backend = provider.start(options)) {
            note(
                    what,
                    true,
                    provider.version() + " on "
                            + backend.devices().stream()
                                    .map(Device::description)
                                    .collect(Collectors.joining(", ")));
        } catch (BackendException e) {
            note(what, false, String.valueOf(e.getMessage()));
        }
    }

    private void print(PrintWriter out) {
        if (output == OutputFormat.TABLE) {
            Table table = new Table("CHECK", "STATE", "FINDING");
            findings.forEach((what, finding) -> table.row(what, finding.ok() ? "ok" : "PROBLEM", finding.text()));
            table.print(out);
        } else {
            Map<String, Object> rows = new LinkedHashMap<>();
            findings.forEach((what, finding) -> rows.put(what, Map.of("ok", finding.ok(), "finding", finding.text())));
            out.println(Json.text(rows));
            out.flush();
        }
    }
}

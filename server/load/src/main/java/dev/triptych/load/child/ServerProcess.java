package dev.triptych.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The real server, started as users start it, on free ports, without cache, with a state folder of its own.
 *
 * <p>Its log goes to {@code server.log} in that folder. Closing drains it.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long DRAIN_SECONDS = 40;

    private final Process process;
    private final Ready ready;

    private ServerProcess(Process process, Ready ready) {
        this.process = process;
        this.ready = ready;
    }

    /**
     * Starts a server and waits until it has loaded all models.
     *
     * @param launcher {@code bin/triptych}
     * @param models folders by the names to serve them under
     * @param mode {@code throughput} or {@code latency}
     * @param options further options of {@code serve}
     * @throws IOException when it cannot be started, or a model not be loaded
     */
    public static ServerProcess start(Path launcher, Map<String, Path> models, String mode, List<String> options)
            throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("triptych-bench");
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "serve",
                "--strict",
                "--no-cache",
                "--device-mode",
                mode,
                "--grpc-port",
                "0",
                "--metrics-port",
                "0",
                "--admin-port",
                "0",
                "--state-dir",
                state.toString()));
        models.forEach((name, folder) -> command.addAll(List.of("--models", name + "=" + folder.toAbsolutePath())));
        command.addAll(options);
        Path log = state.resolve("server.log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        // A bench that is broken off must not leave a server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        StringBuilder said = new StringBuilder();
        Optional<Ready> ready = await(process, said);
        if (ready.isEmpty() || ready.get().failed() > 0) {
            process.destroy();
            process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS);
            throw new IOException("the server did not start: " + said + " see " + log);
        }
        return new ServerProcess(process, ready.get());
    }

    private static Optional<Ready> await(Process process, StringBuilder said) throws IOException {
        // Left open: the server writes nothing more to it, and closing it could only break what it does.
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Optional<Ready> ready = Ready.parse(line);
            if (ready.isPresent()) {
                return ready;
            }
            said.append(line).append('\n');
        }
        return Optional.empty();
    }

    /** Address of its gRPC port. */
    public String grpc() {
        return ready.grpc();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

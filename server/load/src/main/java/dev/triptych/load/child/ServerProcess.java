package dev.triptych.load.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The real server, started as users start it, on free ports, without cache, with a state folder of its own.
 *
 * <p>Its log goes to {@code server.log} in that folder, which ends with it. Closing drains it.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long DRAIN_SECONDS = 40;

    private static final int LOG_LINES = 12;

    private final Process process;
    private final Thread hook;
    private final Path state;
    private String grpc = "";
    private String metrics = "";

    private ServerProcess(Process process, Thread hook, Path state) {
        this.process = process;
        this.hook = hook;
        this.state = state;
    }

    /**
     * Starts a server and waits until it has loaded all models.
     *
     * @param launcher {@code bin/triptych}
     * @param options further options of {@code serve}: the models, the mode
     * @throws IOException when it cannot be started, or a model not be loaded
     */
    public static ServerProcess start(Path launcher, List<String> options) throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("triptych-load");
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "serve",
                "--strict",
                "--no-cache",
                "--grpc-port",
                "0",
                "--metrics-port",
                "0",
                "--admin-port",
                "0",
                "--state-dir",
                state.toString()));
        command.addAll(options);
        Path log = state.resolve("server.log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        // Whoever is broken off must not leave a server behind.
        Thread hook = new Thread(() -> end(process), "end of a server");
        Runtime.getRuntime().addShutdownHook(hook);
        ServerProcess server = new ServerProcess(process, hook, state);
        try {
            StringBuilder said = new StringBuilder();
            Optional<Ready> ready = await(process, said);
            if (ready.isPresent() && ready.get().failed() == 0) {
                server.grpc = ready.get().grpc();
                server.metrics = ready.get().metrics();
                return server;
            }
            process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS);
            throw new IOException("the server did not start: " + said + tail(log));
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void end(Process process) {
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

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
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
        return grpc;
    }

    /** Address of its metrics. */
    public String metrics() {
        return metrics;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        end(process);
        Folders.delete(state);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
            return;
        }
    }
}

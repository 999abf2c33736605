package dev.triptych.app.endtoend;

import dev.triptych.client.TriptychClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server in a child process, on free ports.
 *
 * <p>Closing kills it if it still runs, so that a failing test leaves no process behind. Thread-safe.
 */
final class ServerProcess implements AutoCloseable {
    /** Far more than anything takes, so that only what hangs fails. */
    static final long PATIENCE_SECONDS = 120;

    private static final Pattern READY = Pattern.compile(
            "READY grpc=(127\\.0\\.0\\.1:\\d+) metrics=(127\\.0\\.0\\.1:\\d+) admin=(127\\.0\\.0\\.1:\\d+) models=(\\d+) failed=(\\d+)");

    private final Process process;
    private final Lines out;
    private final Lines err;
    private final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();

    private ServerProcess(Process process) {
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    /** Lines as they come; waiting for one ends when the stream does. */
    private static final class Lines {
        private final List<String> seen = new ArrayList<>();
        private boolean ended;

        Lines(InputStream stream) {
            Thread reader = new Thread(() -> read(stream), "lines of a child process");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("(the stream broke off)");
            } finally {
                end();
            }
        }

        private synchronized void add(String line) {
            seen.add(line);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized List<String> all() {
            return List.copyOf(seen);
        }

        synchronized String await(Predicate<String> wanted) {
            long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                for (String line : seen) {
                    if (wanted.test(line)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(last - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError("no such line; there is:\n" + String.join("\n", seen));
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted", e);
                }
            }
        }
    }

    /** Starts {@code serve} on free ports with further arguments, and waits for its READY line. */
    static ServerProcess serve(Launcher launcher, Object... arguments) {
        ServerProcess server = new ServerProcess(launcher.start(serveLine(arguments)));
        try {
            server.out.await(line -> line.startsWith("READY"));
        } catch (AssertionError e) {
            server.close();
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", server.err.all()), e);
        }
        return server;
    }

    /** The arguments of {@code serve} on free ports. */
    static List<String> serveLine(Object... arguments) {
        List<String> line =
                new ArrayList<>(List.of("serve", "--grpc-port", "0", "--metrics-port", "0", "--admin-port", "0"));
        Arrays.stream(arguments).map(Object::toString).forEach(line::add);
        return line;
    }

    /** The READY line, whose form is checked. */
    Matcher ready() {
        String line = out.await(text -> text.startsWith("READY"));
        Matcher ready = READY.matcher(line);
        if (!ready.matches()) {
            throw new AssertionError("not the promised form: " + line);
        }
        return ready;
    }

    /** {@code host:port} of gRPC. */
    String grpc() {
        return ready().group(1);
    }

    /** {@code host:port} of metrics and health. */
    String metrics() {
        return ready().group(2);
    }

    /** Lines of standard output so far. */
    List<String> out() {
        return out.all();
    }

    /** Lines of standard error so far. */
    List<String> err() {
        return err.all();
    }

    /** Waits for a line on standard error. */
    String awaitLog(Predicate<String> wanted) {
        return err.await(wanted);
    }

    /** A client that does not retry: tests see each answer as it was given. */
    TriptychClient client() {
        return TriptychClient.builder().target(grpc()).maxAttempts(1).build();
    }

    /** A bare connection, which closes with this. */
    ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forTarget(grpc())
                .usePlaintext()
                .disableRetry()
                .build();
        channels.add(channel);
        return channel;
    }

    /** Asks the operations port by HTTP/1.1. */
    HttpResponse<String> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + metrics() + path)).build();
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A sample at {@code /metrics}, such as {@code triptych_requests_inflight}; -1 where there is none. */
    double metric(String sample) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    /** The sum of all samples of a metric that have a label; 0 where there is none. */
    double sum(String metric, String label) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits until nothing is under way and nothing is kept of what was. */
    void awaitIdle() {
        awaitMetric("triptych_requests_inflight", 0);
        awaitMetric("triptych_work_queued", 0);
        awaitMetric("triptych_budget_used_bytes", 0);
        awaitMetric("triptych_tensors_live", 0);
    }

    /** Asks until a sample has the value. */
    void awaitMetric(String sample, double value) {
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        double now = metric(sample);
        while (now != value) {
            if (System.nanoTime() > last) {
                throw new AssertionError(sample + " stays at " + now + ", wanted " + value);
            }
            now = metric(sample);
        }
    }

    /** Waits until so many calls of a method, from a count of ended ones on, have ended or are under way. */
    void awaitTaken(String method, double endedBefore, int calls) {
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        double taken = 0;
        while (taken < calls) {
            if (System.nanoTime() > last) {
                throw new AssertionError(taken + " calls reach the server, " + calls + " were sent");
            }
            // In this order, so that a call which ends between the two is not counted twice.
            taken = sum("triptych_grpc_calls_total", method) - endedBefore;
            taken += metric("triptych_requests_inflight");
        }
    }

    /** Sends SIGTERM. Not {@link Process#destroy}, which closes the streams too, and the last lines would be lost. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Stops it where it stands (SIGSTOP). */
    void suspend() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("no SIG" + name);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the end and answers the exit status. */
    int awaitExit() {
        CompletableFuture<Process> exit = process.onExit();
        exit.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return process.exitValue();
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        process.destroyForcibly();
        process.onExit().join();
    }
}

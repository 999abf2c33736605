package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.client.DeadlineExceededException;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.EmbedStream;
import dev.triptych.client.Input;
import dev.triptych.client.Results;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.UnavailableException;
import dev.triptych.client.Vector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** How the server ends, and how calls end whose time is over. */
final class DrainIT {
    private static final Path PHOTO = Launcher.ROOT.resolve("models/mini/photos/coffee.jpg");
    private static final int CALLS = 160;
    // Some seconds of work, so that a drain has something to cut short on any machine.
    private static final int CUT_SHORT = 1_000;

    @Test
    void row48_sigtermWithCallsInFlight_eachGetsItsAnswerOrUnavailable_exits0() {
        try (ServerProcess server = ServerProcess.serve(Launcher.checkout());
                TriptychClient client = server.client()) {
            List<CompletableFuture<Results<Vector>>> calls = flood(client, CALLS);
            CompletableFuture.anyOf(calls.toArray(new CompletableFuture<?>[0])).join();

            server.terminate();
            server.awaitLog(line -> line.contains("SIGTERM: draining"));
            assertThat(calls).as("calls under way").anyMatch(call -> !call.isDone());
            long answered = calls.stream().filter(DrainIT::answered).count();

            // Those that the server had taken in are answered, however long the queue; the one above was.
            assertThat(answered).isPositive();
            assertThat(server.awaitExit()).isZero();
            assertThat(server.err()).anyMatch(line -> line.endsWith(" drained"));
            System.out.println("drain: " + answered + " of " + CALLS + " calls answered, the others UNAVAILABLE");
        }
    }

    @Test
    void row48_secondSigterm_cutsTheDrainShort_exits4() {
        try (ServerProcess server = ServerProcess.serve(Launcher.checkout(), "--drain-timeout-ms", 600_000);
                TriptychClient client = server.client()) {
            List<CompletableFuture<Results<Vector>>> calls = flood(client, CUT_SHORT);
            CompletableFuture.anyOf(calls.toArray(new CompletableFuture<?>[0])).join();

            server.terminate();
            server.awaitLog(line -> line.contains("SIGTERM: draining"));
            server.terminate();

            assertThat(server.awaitExit()).isEqualTo(4);
        }
    }

    @Test
    void row48_drainTimeout_givesUpWhatIsLeft_exits4() {
        try (ServerProcess server = ServerProcess.serve(Launcher.checkout(), "--drain-timeout-ms", 1);
                TriptychClient client = server.client()) {
            List<CompletableFuture<Results<Vector>>> calls = flood(client, CUT_SHORT);
            CompletableFuture.anyOf(calls.toArray(new CompletableFuture<?>[0])).join();

            server.terminate();

            assertThat(server.awaitExit()).isEqualTo(4);
        }
    }

    @Test
    void row48_aStreamLeftOpen_isEndedByTheDrain_exits0() {
        try (ServerProcess server = ServerProcess.serve(Launcher.checkout(), "--drain-timeout-ms", 60_000);
                TriptychClient client = server.client()) {
            EmbedStream stream = client.embedStream("mini", EmbedOptions.DEFAULTS, 1);
            stream.send(Input.text("a cat")).join();

            server.terminate();

            assertThat(server.awaitExit()).isZero();
            stream.close();
        }
    }

    @Test
    void row44_deadlinePassedOrTooShort_isDeadlineExceededAndNothingLeaks() {
        try (ServerProcess server = ServerProcess.serve(Launcher.checkout());
                TriptychClient client = server.client()) {
            EmbedStream neighbour = client.embedStream("mini", EmbedOptions.DEFAULTS, 1);
            assertThat(neighbour.send(Input.text("before")).join().ok()).isTrue();
            assertThatThrownBy(() -> client.withDeadline(Duration.ofNanos(1)).embed("mini", Input.image(PHOTO)))
                    .isInstanceOf(DeadlineExceededException.class);
            Input[] many = new Input[64];
            java.util.Arrays.fill(many, Input.image(PHOTO));
            for (int millis = 1; millis <= 16; millis *= 2) {
                TriptychClient hurried = client.withDeadline(Duration.ofMillis(millis));
                assertThatThrownBy(() -> hurried.embed("mini", many)).isInstanceOf(DeadlineExceededException.class);
            }

            assertThat(neighbour.send(Input.text("after")).join().ok())
                    .as("a call on the same connection")
                    .isTrue();
            neighbour.close();
            server.awaitMetric("triptych_requests_inflight", 0);
            server.awaitMetric("triptych_work_queued", 0);
            server.awaitMetric("triptych_budget_used_bytes", 0);
            server.awaitMetric("triptych_tensors_live", 0);
            assertThat(client.embed("mini", Input.image(PHOTO)).get(0).ok()).isTrue();
        }
    }

    private static List<CompletableFuture<Results<Vector>>> flood(TriptychClient client, int count) {
        Input photo = Input.image(PHOTO);
        List<CompletableFuture<Results<Vector>>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(client.async().embed("mini", photo));
        }
        return calls;
    }

    /** True for an answer, false for a clean refusal; anything else fails the test. */
    private static boolean answered(CompletableFuture<Results<Vector>> call) {
        try {
            Results<Vector> results = call.join();
            if (results.get(0).ok()) {
                return true;
            }
            assertThat(results.get(0).failure().orElseThrow().toException()).isInstanceOf(UnavailableException.class);
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(UnavailableException.class);
        }
        return false;
    }
}

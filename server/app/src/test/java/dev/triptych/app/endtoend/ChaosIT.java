package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.app.endtoend.chaos.Books;
import dev.triptych.app.endtoend.chaos.EchoGraph;
import dev.triptych.app.endtoend.chaos.Outcome;
import dev.triptych.app.endtoend.chaos.Reckoning;
import dev.triptych.app.endtoend.chaos.Storm;
import dev.triptych.client.Input;
import dev.triptych.client.TriptychClient;
import dev.triptych.testing.Fixtures;
import io.grpc.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing is lost, doubled or wrong: a mix of calls with cancels, short deadlines, bad items and cut connections.
 *
 * <p>{@code -Psoak} runs it with 100,000 calls; {@code chaos.calls} and {@code chaos.seed} choose others.
 */
final class ChaosIT {
    private static final int CALLS = Integer.getInteger("chaos.calls", 1_000);
    private static final long SEED = Long.getLong("chaos.seed", 3);
    private static final int ABREAST = 48;
    /** Calls under way when the server is told to go. */
    private static final int DRAINED = 400;

    private static final String CLIP = "clip-split";

    @ParameterizedTest
    @ValueSource(strings = {"--trust-tenant-header", "--no-cache"})
    void mixOfEverything_eachCallEndsOnceWithItsOwnAnswerAndNothingStays(String option) {
        try (ServerProcess server = ServerProcess.serve(
                        Launcher.checkout(),
                        "--log-format=json",
                        "--log-level=debug",
                        "--with-mini",
                        "--models",
                        EchoGraph.write(Launcher.folder("chaos")),
                        "--models",
                        Fixtures.path(CLIP),
                        option);
                TriptychClient client = server.client();
                Storm storm = new Storm(server.grpc(), SEED, ABREAST, false)) {
            storm.learn(models());
            String before = server.get("/metrics").body();
            long begun = System.nanoTime();

            List<Outcome> outcomes = storm.rage(CALLS);

            double seconds = (System.nanoTime() - begun) / 1e9;
            server.awaitIdle();
            String after = server.get("/metrics").body();
            assertThat(client.embed(CLIP, Input.text("after the storm")).get(0).ok())
                    .isTrue();
            server.terminate();
            server.awaitLog(line -> line.contains("\"drained\""));
            assertThat(server.awaitExit()).isZero();
            Reckoning reckoning = Reckoning.serving(CALLS, outcomes, Books.read(server.err(), before, after));
            System.out.printf(
                    "%n%d calls, seed %d, %s, %d connections cut, %.1f s%n%n%s%n",
                    CALLS, SEED, option, storm.cuts(), seconds, reckoning.markdown());
            assertThat(reckoning.faults()).isEmpty();
            assertThat(storm.cuts()).as("connections cut").isPositive();
            assertThat(List.of(
                            Status.Code.OK,
                            Status.Code.CANCELLED,
                            Status.Code.DEADLINE_EXCEEDED,
                            Status.Code.INVALID_ARGUMENT,
                            Status.Code.UNAVAILABLE))
                    .allMatch(code -> reckoning.ended(code) > 0);
        }
    }

    @Test
    void drainUnderLoad_whatWasTakenInIsAnsweredAndTheRestIsTurnedAway() {
        try (ServerProcess server = ServerProcess.serve(
                        Launcher.checkout(),
                        "--log-format=json",
                        "--log-level=debug",
                        "--drain-timeout-ms=100000",
                        "--models",
                        EchoGraph.write(Launcher.folder("chaos")),
                        "--models",
                        Fixtures.path(CLIP));
                Storm storm = new Storm(server.grpc(), SEED, DRAINED, true)) {
            storm.learn(Map.of(CLIP, 1e-5));

            List<Outcome> outcomes = storm.rage(3 * DRAINED, 2 * DRAINED, server::terminate);

            assertThat(server.awaitExit()).isZero();
            server.awaitLog(line -> line.contains("\"drained\""));
            Reckoning reckoning = Reckoning.draining(3 * DRAINED, outcomes, Books.read(server.err(), "", ""));
            System.out.printf("%ndrained with %d calls under way%n%n%s%n", DRAINED, reckoning.markdown());
            assertThat(reckoning.faults()).isEmpty();
            assertThat(reckoning.ended(Status.Code.OK)).isGreaterThanOrEqualTo(DRAINED);
            assertThat(reckoning.ended(Status.Code.UNAVAILABLE)).isPositive();
        }
    }

    /** How far answers may be from those in quiet: rounding for floats; mini's text tower is int8 and rounds with its batch. */
    private static Map<String, Double> models() {
        Map<String, Double> models = new LinkedHashMap<>();
        models.put(CLIP, 1e-5);
        models.put("mini", 0.02);
        return models;
    }
}

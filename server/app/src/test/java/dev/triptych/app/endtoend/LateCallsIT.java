package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.client.DeadlineExceededException;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.EmbedStream;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.Vector;
import dev.triptych.testing.Fixtures;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Calls whose time is over, wherever they are; and a server for which time itself stands still. */
final class LateCallsIT {
    private static final String CLIP = "clip-split";
    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    /** Enough that some wait on any machine. */
    private static final int EACH = 4 * CORES;

    private static ServerProcess server(int products, Object... options) {
        List<Object> line = new ArrayList<>(List.of(
                "--models", SlowGraph.write(Launcher.folder("late"), products), "--models", Fixtures.path(CLIP)));
        line.addAll(List.of(options));
        return ServerProcess.serve(Launcher.checkout(), line.toArray());
    }

    @Test
    void row51_suspendedServer_onlyExpiredCallsAreLateAndOthersAreAnswered() {
        // Slow enough that the hurried calls, which go first, are not all answered before the server is suspended.
        try (ServerProcess server = server(40);
                TriptychClient client = server.client()) {
            ManagedChannel channel = server.channel();
            List<SlowCall> patient = SlowCall.many(channel, EACH, "default");
            List<SlowCall> hurried = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                hurried.add(SlowCall.within(channel, EACH + i, Duration.ofMillis(2_500)));
            }
            server.awaitTaken(INFER, 0, 2 * EACH);
            server.suspend();
            // The caller's own clock says how long: its call ends at its deadline though nobody answers.
            assertThat(SlowCall.before(channel, 0, Duration.ofSeconds(3)).code())
                    .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            server.resume();

            assertThat(patient).allMatch(SlowCall::answered);
            assertThat(hurried)
                    .allMatch(call -> call.answered() || call.reason().equals("DEADLINE_EXCEEDED"));
            long late = hurried.stream().filter(call -> !call.answered()).count();
            assertThat(late).as("calls that expired meanwhile").isPositive();
            server.awaitIdle();
            assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(client.embed(CLIP, Input.text("a cat")).get(0).ok()).isTrue();
            // The stop is not taken for the model's own time: who comes with little of it is not refused.
            for (int i = 0; i < EACH; i++) {
                assertThat(SlowCall.within(channel, i, Duration.ofSeconds(2)).answered())
                        .isTrue();
            }
            server.terminate();
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void row44_expiresInTheQueueOrTheBatch_isDeadlineExceededAndOthersAreAnswered() {
        try (ServerProcess server = server(40)) {
            ManagedChannel channel = server.channel();
            List<SlowCall> patient = SlowCall.many(channel, EACH, "default");
            List<SlowCall> hurried = new ArrayList<>();
            for (int micros : new int[] {1, 1_000, 20_000}) {
                hurried.add(SlowCall.within(channel, micros, Duration.ofNanos(micros * 1_000L)));
            }

            assertThat(hurried).extracting(SlowCall::reason).containsOnly("DEADLINE_EXCEEDED");
            assertThat(patient).allMatch(SlowCall::answered);
            server.awaitIdle();
        }
    }

    @Test
    void row44_expiresInDecode_isDeadlineExceededAndOthersAreAnswered() {
        // Equal pictures are decoded each for itself.
        try (ServerProcess server = server(1, "--no-cache");
                TriptychClient client = server.client()) {
            Input slow = Input.image(blackPng());
            CompletableFuture<?> patient = client.async().embed(CLIP, slow);
            Input[] many = new Input[8];
            Arrays.fill(many, slow);

            // A machine that is busy with something else may not even see the shorter ones.
            for (int millis = 50; late(server) == 0; millis *= 2) {
                TriptychClient hasty = client.withDeadline(Duration.ofMillis(millis));
                Assertions.assertThatThrownBy(() -> hasty.embed(CLIP, many))
                        .isInstanceOf(DeadlineExceededException.class);
            }

            assertThat(patient).succeedsWithin(Duration.ofSeconds(ServerProcess.PATIENCE_SECONDS));
            server.awaitIdle();
        }
    }

    /** Items that ended for lack of time, or because their caller had none left and went away first. */
    private static double late(ServerProcess server) {
        server.awaitMetric("triptych_requests_inflight", 0);
        return server.sum("triptych_items_total", "reason=\"DEADLINE_EXCEEDED\"")
                + server.sum("triptych_items_total", "reason=\"CALL_CANCELLED\"");
    }

    @Test
    void row45_noDeadlineGiven_theServersDefaultHolds() {
        try (ServerProcess server = server(40, "--default-deadline-ms", 5);
                TriptychClient client = server.client()) {
            ManagedChannel channel = server.channel();

            assertThat(SlowCall.many(channel, 1, "default").get(0).reason()).isEqualTo("DEADLINE_EXCEEDED");
            assertThat(SlowCall.before(channel, 1, Duration.ofMinutes(2)).answered())
                    .as("a call that names a longer one")
                    .isTrue();
            EmbedStream stream = client.embedStream(CLIP, EmbedOptions.DEFAULTS, 1);
            Result<Vector> late = stream.send(Input.image(blackPng())).join();
            assertThat(late.failure().orElseThrow().reason()).isEqualTo("DEADLINE_EXCEEDED");
            stream.close();
            server.awaitIdle();
        }
    }

    /** 16 megapixels: a few kilobytes, and far more than a few milliseconds of work. */
    private static byte[] blackPng() {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(4_000, 4_000, BufferedImage.TYPE_BYTE_GRAY), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }
}

package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.error;
import static dev.triptych.runtime.TestServer.expected;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static dev.triptych.runtime.TestServer.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand mixed requests at once: each answer is its own input's, each request ends once, nothing is left. */
class ManyRequestsTest {
    private static final int THREADS = 8;
    private static final int REQUESTS = 250;

    @TempDir
    Path folder;

    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void mixedRequests_atOnce_eachAnswerIsItsOwn() {
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try (TestServer server =
                new TestServer(models(folder, "toy/toy.onnx", "raw/raw.onnx"), 2, UnaryOperator.identity())) {
            server.backend
                    .script()
                    .poison(inputs -> inputs.containsKey("tokens")
                            && holds(inputs.get("tokens").longs(), 666));
            List<CompletableFuture<Void>> runs = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                runs.add(CompletableFuture.runAsync(() -> many(server, random), callers));
            }
            runs.forEach(TestServer::get);
            assertThat(ends.get()).isEqualTo(THREADS * REQUESTS);
        } finally {
            callers.shutdown();
        }
    }

    private void many(TestServer server, Random random) {
        for (int i = 0; i < REQUESTS; i++) {
            switch (random.nextInt(4)) {
                case 0 -> raw(server, random.nextInt(1000));
                case 1 -> cancelled(server, random);
                default -> embed(server, random);
            }
        }
    }

    private void embed(TestServer server, Random random) {
        String[] texts = new String[1 + random.nextInt(5)];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(random);
        }
        try (Request request = server.open()) {
            List<Outcome<Embedding>> outcomes = get(counted(server.embed(request, texts)));
            assertThat(outcomes).hasSameSizeAs(texts);
            for (int i = 0; i < texts.length; i++) {
                if (texts[i].equals("bad")) {
                    assertThat(error(outcomes.get(i)).reason()).isEqualTo(Reason.TEXT_INVALID);
                } else if (texts[i].equals("666")) {
                    assertThat(error(outcomes.get(i)).reason()).isEqualTo(Reason.MODEL_REJECTED_INPUT);
                } else {
                    assertThat(vector(outcomes.get(i))).isEqualTo(expected(texts[i]));
                }
            }
        }
    }

    private void cancelled(TestServer server, Random random) {
        String text = text(random);
        try (Request request = server.open()) {
            CompletionStage<List<Outcome<Embedding>>> result = counted(server.embed(request, text));
            request.cancel();
            Outcome<Embedding> outcome = get(result).get(0);
            if (outcome instanceof Outcome.Done<Embedding>) {
                assertThat(vector(outcome)).isEqualTo(expected(text));
            } else {
                assertThat(error(outcome).reason())
                        .isIn(Reason.CALL_CANCELLED, Reason.TEXT_INVALID, Reason.MODEL_REJECTED_INPUT);
            }
        }
    }

    private void raw(TestServer server, float value) {
        try (Request request = server.open()) {
            Tensors inputs = Tensors.of("x", TestTensors.floats(request.tensors(), new long[] {1, 2}, value, 1));
            try (Tensors outputs = get(counted(
                    server.inference().infer(request, new InferQuery(new ModelRef("raw", ""), inputs, List.of()))))) {
                assertThat(TestTensors.floats(outputs.get("y"))).containsExactly(2 * value, 2);
            }
        }
    }

    private <T> CompletionStage<T> counted(CompletionStage<T> stage) {
        return stage.whenComplete((answer, error) -> ends.incrementAndGet());
    }

    private static String text(Random random) {
        int kind = random.nextInt(20);
        if (kind == 0) {
            return "bad";
        }
        if (kind == 1) {
            return "666";
        }
        StringBuilder text = new StringBuilder().append(random.nextInt(600));
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(' ').append(random.nextInt(600));
        }
        return text.toString();
    }

    private static boolean holds(long[] values, long wanted) {
        for (long value : values) {
            if (value == wanted) {
                return true;
            }
        }
        return false;
    }
}

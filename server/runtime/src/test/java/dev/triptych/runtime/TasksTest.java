package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.error;
import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.ModelTotals;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.Span;
import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks on a device with one lane. */
class TasksTest {
    private static final String LONG = "1 ".repeat(ToyPlugin.MAX_WORDS).strip() + " 2";

    @TempDir
    Path folder;

    private TestServer server(String... names) {
        return new TestServer(models(folder, names), 1, UnaryOperator.identity());
    }

    @Test
    void classify_longTexts_areCutAndFlagged() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            Classifications cut = get(server.inference()
                    .classify(request, query("toy", List.of("1", LONG), List.of("2", LONG, "3"), true)));
            assertThat(cut.items()).extracting(item -> value(item).truncated()).containsExactly(false, true);
            assertThat(cut.truncatedLabels()).containsExactly(1);
        }
    }

    @Test
    void classify_longTextsRefused_failTheItemAloneAndTheLabelsCall() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            Classifications items = get(
                    server.inference().classify(request, query("toy", List.of("1", LONG), List.of("2", "3"), false)));
            assertThat(value(items.items().get(0)).labels()).hasSize(2);
            TaskException item = error(items.items().get(1));
            assertThat(item.reason()).isEqualTo(Reason.TEXT_TOO_LONG);
            assertThat(item.text()).contains(" 64 ");
            TaskException label = failure(
                    server.inference().classify(request, query("toy", List.of("1"), List.of("2", LONG), false)));
            assertThat(label.reason()).isEqualTo(Reason.TEXT_TOO_LONG);
            assertThat(label.field()).contains("labels[1]");
        }
    }

    @Test
    void rank_longTexts_areFlaggedOrRefusedAlone() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            Ranking cut = get(server.inference().rank(request, ranking("toy", true)));
            assertThat(cut.queries())
                    .extracting(query -> value(query).truncated())
                    .containsExactly(true, false);
            assertThat(cut.candidates())
                    .extracting(candidate -> value(candidate).truncated())
                    .containsExactly(false, true);
            Ranking refused = get(server.inference().rank(request, ranking("toy", false)));
            assertThat(error(refused.queries().get(0)).reason()).isEqualTo(Reason.TEXT_TOO_LONG);
            assertThat(value(refused.queries().get(1)).ranked()).containsExactly(new Ranking.Ranked(0, 1, 1));
            assertThat(error(refused.candidates().get(1)).reason()).isEqualTo(Reason.TEXT_TOO_LONG);
        }
    }

    @Test
    void listing_zeroShot_namesItsActivation() {
        try (TestServer server = server("sigmoid/toy.onnx", "toy/toy.onnx")) {
            Map<String, Activation> activations = new ConcurrentHashMap<>();
            server.runtime()
                    .catalog()
                    .models()
                    .forEach(model -> activations.put(
                            model.name(),
                            java.util.Objects.requireNonNull(model.zeroShot()).activation()));
            assertThat(activations)
                    .containsOnly(Map.entry("sigmoid", Activation.SIGMOID), Map.entry("toy", Activation.SOFTMAX));
        }
    }

    @Test
    void classifyAndRank_embeddingsCompletedByALane_computeElsewhere() throws InterruptedException {
        try (TestServer server = server("direct/toy.onnx");
                Request request = server.open()) {
            Set<Thread> lanes = ConcurrentHashMap.newKeySet();
            CountDownLatch attached = new CountDownLatch(1);
            server.backend.script().onLaunch(launch -> {
                lanes.add(Thread.currentThread());
                await(attached);
            });
            CompletionStage<Thread> classified = server.inference()
                    .classify(request, query("direct", List.of("1"), List.of("1", "2"), true))
                    .thenApply(done -> Thread.currentThread());
            CompletionStage<Thread> ranked =
                    server.inference().rank(request, ranking("direct", true)).thenApply(done -> Thread.currentThread());
            attached.countDown();
            // What computes completes the result, and the continuation was there before.
            assertThat(lanes).doesNotContain(get(classified), get(ranked));
            assertThat(lanes).isNotEmpty();
        }
    }

    @Test
    void rank_cancelledBeforeItsArithmetic_endsWithAllMemoryBack() {
        try (TestServer server = server("direct/toy.onnx");
                Request request = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<Ranking> ranking = server.inference().rank(request, ranking("direct", true));
            gate.awaitRun();
            request.cancel();
            gate.open();
            assertThat(failure(ranking).reason()).isEqualTo(Reason.CALL_CANCELLED);
        }
    }

    @Test
    void infer_portForTheWholeBatch_countsNoRows() {
        try (TestServer server = server("shared/raw.onnx");
                Request request = server.open()) {
            Tensor x = TestTensors.floats(request.tensors(), new long[] {2, 1}, 3, 4);
            Tensor k = TestTensors.floats(request.tensors(), new long[0], 1);
            try (Tensors outputs = get(infer(server, request, "shared", Tensors.of(Map.of("x", x, "k", k))))) {
                assertThat(TestTensors.floats(outputs.get("y"))).containsExactly(6, 8);
            }
        }
    }

    @Test
    void row26_nonFiniteInput_leavesItsNeighboursBitIdentical() {
        float[][] rows = {{0.3f, -0f}, {Float.NaN, Float.POSITIVE_INFINITY}, {1e-40f, -3.7f}};
        try (TestServer server = server("raw/raw.onnx");
                Request request = server.open()) {
            int[] first = bits(get(infer(server, request, "raw", x(request, rows[0]))));
            int[] last = bits(get(infer(server, request, "raw", x(request, rows[2]))));
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<Tensors> before = infer(server, request, "raw", x(request, 1, 1));
            gate.awaitRun();
            List<CompletionStage<Tensors>> together = Arrays.stream(rows)
                    .map(row -> infer(server, request, "raw", x(request, row)))
                    .toList();
            gate.open();
            get(before).close();
            assertThat(bits(get(together.get(0)))).containsExactly(first);
            assertThat(bits(get(together.get(1))))
                    .containsExactly(Float.floatToIntBits(Float.NaN), Float.floatToIntBits(Float.POSITIVE_INFINITY));
            assertThat(bits(get(together.get(2)))).containsExactly(last);
            assertThat(server.backend.script().launches()).last().satisfies(run -> assertThat(run.rows())
                    .isEqualTo(3));
        }
    }

    @Test
    void totals_tasksAndTensors_countItemsAndStages() {
        try (TestServer server = server("toy/toy.onnx", "raw/raw.onnx");
                Request request = server.open()) {
            get(infer(server, request, "raw", x(request, 1, 2))).close();
            get(server.inference().classify(request, query("toy", List.of("0"), List.of("0", "1"), true)));

            ModelTotals raw = totals(server, "raw");
            assertThat(raw.graphs().get("").done().count()).isEqualTo(1);
            assertThat(raw.done()).isEqualTo(Span.NONE);
            ModelTotals toy = totals(server, "toy");
            // The item and both labels are embedded.
            assertThat(toy.done().count()).isEqualTo(3);
            assertThat(toy.failed()).isEqualTo(Span.NONE);
            assertThat(toy.stages().stream().mapToLong(StageTotals::rows).sum()).isEqualTo(3);
            assertThat(server.runtime().catalog().totals(new ModelRef("nope", "")))
                    .isEmpty();
        }
    }

    private static ModelTotals totals(TestServer server, String model) {
        return server.runtime().catalog().totals(new ModelRef(model, "")).orElseThrow();
    }

    @Test
    void row34_zeroVector_scoresZeroWithoutNaN() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            Classifications scored =
                    get(server.inference().classify(request, query("toy", List.of("0"), List.of("0", "1"), true)));
            assertThat(value(scored.items().get(0)).labels())
                    .containsExactly(
                            new Classification.Scored("0", 0, 0.5, 0), new Classification.Scored("1", 1, 0.5, 0));
            RankQuery zero = RankQuery.of(new ModelRef("toy", ""), texts(List.of("0")), texts(List.of("1")), 0, true);
            Ranking ranking = get(server.inference().rank(request, zero));
            assertThat(value(ranking.queries().get(0)).ranked()).containsExactly(new Ranking.Ranked(0, 0, 1));
        }
    }

    private static CompletionStage<Tensors> infer(TestServer server, Request request, String model, Tensors inputs) {
        return server.inference().infer(request, new InferQuery(new ModelRef(model, ""), inputs, List.of()));
    }

    private static Tensors x(Request request, float... row) {
        return Tensors.of("x", TestTensors.floats(request.tensors(), new long[] {1, row.length}, row));
    }

    private static int[] bits(Tensors outputs) {
        try (outputs) {
            float[] values = TestTensors.floats(outputs.get("y"));
            int[] bits = new int[values.length];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Float.floatToRawIntBits(values[i]);
            }
            return bits;
        }
    }

    private static ClassifyQuery query(String model, List<String> items, List<String> labels, boolean truncate) {
        return new ClassifyQuery(new ModelRef(model, ""), texts(items), labels, List.of("{}"), 0, 0, truncate);
    }

    private static RankQuery ranking(String model, boolean truncate) {
        return RankQuery.of(new ModelRef(model, ""), texts(List.of(LONG, "1")), texts(List.of("1", LONG)), 0, truncate);
    }

    private static List<Content> texts(List<String> texts) {
        return texts.stream().<Content>map(Content.Text::new).toList();
    }

    private static <T> T value(Outcome<T> outcome) {
        return ((Outcome.Done<T>) outcome).value();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}

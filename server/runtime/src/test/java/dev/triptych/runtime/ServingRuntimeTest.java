package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.error;
import static dev.triptych.runtime.TestServer.expected;
import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static dev.triptych.runtime.TestServer.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingRuntimeTest {
    @TempDir
    Path folder;

    private TestServer server(UnaryOperator<RuntimeOptions> options) {
        return new TestServer(models(folder, "toy/toy.onnx", "raw/raw.onnx"), 2, options);
    }

    private TestServer server() {
        return server(UnaryOperator.identity());
    }

    @Test
    void embed_itemsOfDifferentLengths_eachItsOwnVector() {
        try (TestServer server = server();
                Request request = server.open()) {
            List<Outcome<Embedding>> outcomes = get(server.embed(request, "1 2 3", "7", "5 5 5 5 5 5 5 5 5"));
            assertThat(vector(outcomes.get(0))).isEqualTo(expected("1 2 3"));
            assertThat(vector(outcomes.get(1))).isEqualTo(expected("7"));
            assertThat(vector(outcomes.get(2))).isEqualTo(expected("5 5 5 5 5 5 5 5 5"));
        }
    }

    @Test
    void embed_badItems_failAloneWithTheirReasons() {
        try (TestServer server = server();
                Request request = server.open()) {
            List<Outcome<Embedding>> outcomes =
                    get(server.embed(request, "1", "", "words", "overflow", "null", "broken", "huge", "2"));
            assertThat(vector(outcomes.get(0))).isEqualTo(expected("1"));
            assertThat(outcomes.subList(1, 7))
                    .extracting(outcome -> error(outcome).reason())
                    .containsExactly(
                            Reason.TEXT_EMPTY,
                            Reason.TEXT_INVALID,
                            Reason.PLUGIN_FAILURE,
                            Reason.PLUGIN_FAILURE,
                            Reason.PLUGIN_FAILURE,
                            Reason.ITEM_TOO_LARGE);
            assertThat(vector(outcomes.get(7))).isEqualTo(expected("2"));
        }
    }

    @Test
    void embed_poisonedItem_isFoundAndItsNeighboursAreUnharmed() {
        try (TestServer server = server();
                Request request = server.open()) {
            server.backend
                    .script()
                    .poison(inputs -> inputs.containsKey("tokens")
                            && holds(inputs.get("tokens").longs(), 666));
            String[] texts = {"1", "2", "3 666", "4", "5", "6", "7", "666", "8"};
            List<Outcome<Embedding>> outcomes = get(server.embed(request, texts));
            for (int i = 0; i < texts.length; i++) {
                if (texts[i].contains("666")) {
                    assertThat(error(outcomes.get(i)).reason()).isEqualTo(Reason.MODEL_REJECTED_INPUT);
                } else {
                    assertThat(vector(outcomes.get(i))).isEqualTo(expected(texts[i]));
                }
            }
        }
    }

    @Test
    void embed_failuresOfTheDevice_areMetByTheirKind() {
        // Each item is computed, though it came before.
        try (TestServer server =
                        server(options -> options.withLimits(options.limits().withCacheBytes(0)));
                Request request = server.open()) {
            server.backend.script().failNext(BackendException.Kind.TRANSIENT);
            assertThat(vector(get(server.embed(request, "1")).get(0))).isEqualTo(expected("1"));
            server.backend.script().failNext(BackendException.Kind.TRANSIENT).failNext(BackendException.Kind.TRANSIENT);
            assertThat(error(get(server.embed(request, "1")).get(0)).reason()).isEqualTo(Reason.BACKEND_FAILURE);
            server.backend.script().memoryFor(2);
            List<Outcome<Embedding>> halved = get(server.embed(request, "1", "2", "3", "4"));
            for (int i = 0; i < 4; i++) {
                assertThat(vector(halved.get(i))).isEqualTo(expected(String.valueOf(i + 1)));
            }
        }
    }

    @Test
    void device_lost_flipsReadinessAndFailsAtOnce() {
        try (TestServer server = server();
                Request request = server.open()) {
            assertThat(server.runtime().catalog().ready()).isTrue();
            server.backend.script().loseDevice();
            assertThat(error(get(server.embed(request, "1")).get(0)).reason()).isEqualTo(Reason.DEVICE_LOST);
            assertThat(get(server.runtime().deviceLost())).contains("fake");
            assertThat(server.runtime().catalog().ready()).isFalse();
            int runs = server.backend.script().launches().size();
            assertThat(error(get(server.embed(request, "1")).get(0)).reason()).isEqualTo(Reason.DEVICE_LOST);
            assertThat(server.backend.script().launches()).hasSize(runs);
            server.faults.removeIf(fault -> fault instanceof BackendException);
        }
    }

    @Test
    void embed_zeroVector_staysZeroWhenNormalised() {
        try (TestServer server = server();
                Request request = server.open()) {
            List<Content> items = List.of(new Content.Text("0"), new Content.Text("3 4"));
            List<Outcome<Embedding>> outcomes =
                    get(server.inference().embed(request, new EmbedQuery(ModelRef.ANY, items, null, false, "")));
            assertThat(vector(outcomes.get(0))).containsExactly(0, 0, 0, 0);
            assertThat(vector(outcomes.get(1))).containsExactly(0.8f, 0, 0, 0.6f);
        }
    }

    @Test
    void classify_labelsAreScoredAndOrdered() {
        try (TestServer server = server();
                Request request = server.open()) {
            ClassifyQuery query = new ClassifyQuery(
                    new ModelRef("toy", ""),
                    List.of(new Content.Text("1"), new Content.Text("x"), new Content.Text("2 2")),
                    List.of("1", "2", "5"),
                    List.of("{}", "{} {}"),
                    2,
                    0,
                    true);
            List<Outcome<Classification>> outcomes =
                    get(server.inference().classify(request, query)).items();
            Classification first = ((Outcome.Done<Classification>) outcomes.get(0)).value();
            assertThat(first.labels()).extracting(Classification.Scored::label).containsExactly("1", "5");
            assertThat(first.labels().get(0).logit()).isEqualTo(10);
            assertThat(first.labels().get(0).score())
                    .isCloseTo(Math.exp(10) / (2 * Math.exp(10) + 1), org.assertj.core.data.Offset.offset(1e-9));
            assertThat(error(outcomes.get(1)).reason()).isEqualTo(Reason.TEXT_INVALID);
            Classification third = ((Outcome.Done<Classification>) outcomes.get(2)).value();
            assertThat(third.labels().get(0).label()).isEqualTo("2");
        }
    }

    @Test
    void rank_candidates_byCosineThenIndex() {
        try (TestServer server = server();
                Request request = server.open()) {
            RankQuery query = RankQuery.of(
                    new ModelRef("toy", ""),
                    List.of(new Content.Text("1")),
                    List.of(
                            new Content.Text("2"),
                            new Content.Text("5"),
                            new Content.Text("bad"),
                            new Content.Text("9")),
                    2,
                    true);
            Ranking ranking = get(server.inference().rank(request, query));
            Ranking.Order best =
                    ((Outcome.Done<Ranking.Order>) ranking.queries().get(0)).value();
            assertThat(best.ranked()).containsExactly(new Ranking.Ranked(1, 1, 1), new Ranking.Ranked(3, 1, 2));
            assertThat(error(ranking.candidates().get(2)).reason()).isEqualTo(Reason.TEXT_INVALID);
        }
    }

    @Test
    void infer_rawGraphs_byNameAndByModelAndGraph() {
        try (TestServer server = server();
                Request request = server.open()) {
            try (Tensors outputs = get(server.inference()
                    .infer(request, new InferQuery(new ModelRef("raw", ""), x(request, 2, 3), List.of())))) {
                assertThat(TestTensors.floats(outputs.get("y"))).containsExactly(0, 2, 4, 6, 8, 10);
                assertThat(outputs.get("y").shape()).containsExactly(2, 3);
            }
            Tensors tokens = Tensors.of("tokens", TestTensors.longs(request.tensors(), new long[] {1, 2}, 3, 4));
            try (Tensors outputs = get(server.inference()
                    .infer(request, new InferQuery(new ModelRef("toy.text", ""), tokens, List.of("sums"))))) {
                assertThat(TestTensors.floats(outputs.get("sums"))).containsExactly(4, 0, 0, 3);
            }
            assertThat(refusal(server, request, "toy", x(request, 1, 1))).isEqualTo(Reason.TASK_UNSUPPORTED);
            assertThat(refusal(server, request, "toy.image", x(request, 1, 1))).isEqualTo(Reason.MODEL_UNKNOWN);
            assertThat(refusal(server, request, "raw", x(request, 9, 1))).isEqualTo(Reason.BATCH_TOO_LARGE);
            assertThat(refusal(
                            server,
                            request,
                            "raw",
                            Tensors.of("z", x(request, 1, 1).take("x"))))
                    .isEqualTo(Reason.INPUT_MISSING);
        }
    }

    @Test
    void calls_thatCannotBeMeant_areRefusedAsAWhole() {
        try (TestServer server =
                        server(options -> options.withLimits(options.limits().withItemsPerCall(2)));
                Request request = server.open()) {
            assertThat(embedRefusal(server, request, "absent", "", "1")).isEqualTo(Reason.MODEL_UNKNOWN);
            assertThat(embedRefusal(server, request, "../toy", "", "1")).isEqualTo(Reason.NAME_INVALID);
            assertThat(embedRefusal(server, request, "raw", "", "1")).isEqualTo(Reason.TASK_UNSUPPORTED);
            assertThat(embedRefusal(server, request, "toy", "other", "1")).isEqualTo(Reason.SPACE_MISMATCH);
            assertThat(embedRefusal(server, request, "toy", "")).isEqualTo(Reason.FIELD_MISSING);
            assertThat(embedRefusal(server, request, "toy", "", "1", "2", "3")).isEqualTo(Reason.BATCH_TOO_LARGE);
            List<Content> image = List.of(new Content.Image(ByteBuffer.allocate(1)));
            assertThat(error(get(server.inference()
                                            .embed(request, new EmbedQuery(ModelRef.ANY, image, null, false, "")))
                                    .get(0))
                            .reason())
                    .isEqualTo(Reason.MODALITY_UNSUPPORTED);
        }
    }

    private static Reason embedRefusal(
            TestServer server, Request request, String model, String space, String... texts) {
        List<Content> items =
                List.of(texts).stream().<Content>map(Content.Text::new).toList();
        return failure(server.inference()
                        .embed(request, new EmbedQuery(new ModelRef(model, ""), items, null, false, space)))
                .reason();
    }

    private static Reason refusal(TestServer server, Request request, String model, Tensors inputs) {
        return failure(server.inference().infer(request, new InferQuery(new ModelRef(model, ""), inputs, List.of())))
                .reason();
    }

    private static Tensors x(Request request, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Tensors.of("x", TestTensors.floats(request.tensors(), new long[] {rows, columns}, values));
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

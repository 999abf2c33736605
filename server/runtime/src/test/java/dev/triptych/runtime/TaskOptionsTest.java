package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.error;
import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.runtime.serving.Classification.Scored;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.ClassifyQuery.Scoring;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.FeaturesQuery;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.RankQuery.Sought;
import dev.triptych.runtime.serving.RankQuery.Term;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Features;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers may ask of tasks beyond their defaults. The toy's vector of "1 1 2" is [0, 2, 2, 0]. */
class TaskOptionsTest {
    @TempDir
    Path folder;

    private TestServer server(String... names) {
        return new TestServer(
                models(folder, names), 1, options -> options.withLabelSets(Map.of("numbers", List.of("1", "2", "3"))));
    }

    @Test
    void classify_labelSet_choosesFromItAndSaysPositions() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            List<Scored> scored = classify(server, request, query("toy", List.of(), "numbers", softmax()));
            assertThat(scored).extracting(Scored::label).containsExactly("1", "2", "3");
            assertThat(scored).extracting(Scored::index).containsExactly(0, 1, 2);
            TaskException unknown = refused(server, query("toy", List.of(), "numbres", softmax()));
            assertThat(unknown.reason()).isEqualTo(Reason.LABEL_SET_UNKNOWN);
            assertThat(unknown.text()).contains("numbers");
        }
    }

    @Test
    void classify_softmaxOfLogisticTraining_givesThatExactlyOneHolds() {
        try (TestServer server = server("sigmoid/toy.onnx");
                Request request = server.open()) {
            List<Scored> apart = classify(server, request, query("sigmoid", List.of("1", "1 2"), "", softmax()));
            List<Scored> one = classify(
                    server,
                    request,
                    query("sigmoid", List.of("1", "1 2"), "", new Scoring(0, 0, Activation.SOFTMAX, 1)));
            double first = apart.get(0).score() * (1 - apart.get(1).score());
            double second = apart.get(1).score() * (1 - apart.get(0).score());
            assertThat(one.get(0).score()).isCloseTo(first / (first + second), within(1e-9));
            assertThat(one.get(0).score() + one.get(1).score()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void classify_sigmoidOfSoftmaxTraining_isRefused() {
        try (TestServer server = server("toy/toy.onnx")) {
            TaskException error =
                    refused(server, query("toy", List.of(), "", new Scoring(0, 0, Activation.SIGMOID, 1)));
            assertThat(error.reason()).isEqualTo(Reason.FIELD_INVALID);
            assertThat(error.field()).contains("options.activation");
        }
    }

    @Test
    void classify_temperature_dividesLogitsAndKeepsTheOrder() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            List<Scored> sharp = classify(server, request, query("toy", List.of("1", "1 2"), "", softmax()));
            List<Scored> flat =
                    classify(server, request, query("toy", List.of("1", "1 2"), "", new Scoring(0, 0, null, 4)));
            assertThat(flat).extracting(Scored::label).containsExactly("1", "1 2");
            assertThat(flat.get(0).logit()).isCloseTo(sharp.get(0).logit() / 4, within(1e-9));
            assertThat(flat.get(0).score()).isLessThan(sharp.get(0).score());
        }
    }

    @Test
    void classify_severalTemplates_takeTheNormalisedMeanOfNormalisedVectors() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            // Sentences of label 1: [0, 1, 0, 0] and [0, 1, 2, 0].
            ClassifyQuery query = new ClassifyQuery(
                    new ModelRef("toy", ""), texts("1"), List.of("1"), "", List.of("{}", "{} 2"), softmax(), true);
            double tail = 2 / Math.sqrt(5);
            double head = 1 + 1 / Math.sqrt(5);
            assertThat(classify(server, request, query).get(0).logit())
                    .isCloseTo(10 * head / Math.hypot(head, tail), within(1e-5));
        }
    }

    @Test
    void classify_secondCallOfTheSameLabels_embedsItemsAlone() {
        UnaryOperator<RuntimeOptions> labelsAlone =
                options -> options.withLimits(options.limits().withCacheBytes(0));
        try (TestServer server = new TestServer(models(folder, "toy/toy.onnx"), 1, labelsAlone);
                Request request = server.open()) {
            ClassifyQuery query = query("toy", List.of("1", "2", "1 2"), "", softmax());
            List<Scored> first = classify(server, request, query);
            long rows = rows(server);
            assertThat(server.runtime().gauges().labelBytes()).isPositive();
            assertThat(classify(server, request, query)).isEqualTo(first);
            assertThat(rows(server) - rows).isEqualTo(1);
        }
    }

    @Test
    void classify_labelsAndItemThatCameBefore_runsNothing() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            ClassifyQuery query = query("toy", List.of("1", "2", "1 2"), "", softmax());
            List<Scored> first = classify(server, request, query);
            long rows = rows(server);
            assertThat(classify(server, request, query)).isEqualTo(first);
            assertThat(rows(server)).isEqualTo(rows);
        }
    }

    @Test
    void classify_cancelledWhileWaitingForAnothersLabels_endsAtOnce() {
        try (TestServer server = server("toy/toy.onnx");
                Request first = server.open();
                Request second = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            ClassifyQuery query = query("toy", List.of("1", "2", "1 2"), "", softmax());
            var running = server.inference().classify(first, query);
            gate.awaitRun();
            var waiting = server.inference().classify(second, query);
            second.cancel();
            assertThat(failure(waiting).reason()).isEqualTo(Reason.CALL_CANCELLED);
            gate.open();
            assertThat(get(running).items()).hasSize(1);
        }
    }

    @Test
    void classify_withoutACache_embedsLabelsAgain() {
        UnaryOperator<RuntimeOptions> off =
                options -> options.withLimits(options.limits().withLabelBytes(0).withCacheBytes(0));
        try (TestServer server = new TestServer(models(folder, "toy/toy.onnx"), 1, off);
                Request request = server.open()) {
            ClassifyQuery query = query("toy", List.of("1", "2", "1 2"), "", softmax());
            List<Scored> first = classify(server, request, query);
            long rows = rows(server);
            assertThat(classify(server, request, query)).isEqualTo(first);
            assertThat(rows(server) - rows).isEqualTo(4);
            assertThat(server.runtime().gauges().labelBytes()).isZero();
        }
    }

    @Test
    void classify_callsWithTheSameLabelsAtOnce_embedThemOnceAndOutliveTheFirst() {
        try (TestServer server = server("toy/toy.onnx");
                Request first = server.open();
                Request second = server.open();
                Request third = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            ClassifyQuery query = query("toy", List.of("1", "2", "1 2"), "", softmax());
            var lost = server.inference().classify(first, query);
            gate.awaitRun();
            var kept = server.inference().classify(second, query);
            var other = server.inference().classify(third, query);
            first.cancel();
            gate.open();
            assertThat(failure(lost).reason()).isEqualTo(Reason.CALL_CANCELLED);
            assertThat(get(kept).items()).isEqualTo(get(other).items());
        }
    }

    @Test
    void classify_moreLabelsThanFitAtOnce_areEmbeddedInPartsOfWhatThereIs() {
        // The toy plans 100 bytes for each text: two fit at once.
        List<String> labels = java.util.stream.IntStream.range(1, 20)
                .mapToObj(String::valueOf)
                .toList();
        ClassifyQuery query = query("toy", labels, "", softmax());
        try (TestServer server = server("toy/toy.onnx");
                TestServer small = small();
                Request request = server.open();
                Request narrow = small.open()) {
            assertThat(classify(small, narrow, query)).isEqualTo(classify(server, request, query));
        }
    }

    @Test
    void rank_halvesThatFitApartOnly_isRefusedBeforeAnythingRuns() {
        try (TestServer server = small();
                Request request = server.open()) {
            long rows = rows(server);
            assertThat(failure(server.inference().rank(request, weighted(term("1", 1))))
                            .text())
                    .contains("300", "250");
            assertThat(rows(server)).isEqualTo(rows);
        }
    }

    private TestServer small() {
        return new TestServer(
                models(folder, "toy/toy.onnx"),
                1,
                options -> options.withLimits(options.limits().withBytes(250).withCacheBytes(0)));
    }

    @Test
    void classify_trainedHead_scoresAllClassesAndAnswersThoseAskedFor() {
        try (TestServer server = server("head/toy.onnx");
                Request request = server.open()) {
            List<Scored> all = classify(server, request, query("head", List.of(), "", softmax()));
            assertThat(all).extracting(Scored::label).startsWith("one");
            List<Scored> some = classify(server, request, query("head", List.of("two", "one"), "", softmax()));
            assertThat(some).extracting(Scored::index).containsExactly(1, 0);
            assertThat(some.get(0).score()).isEqualTo(all.get(0).score());
            assertThat(refused(server, query("head", List.of("one", "ten"), "", softmax()))
                            .field())
                    .contains("labels[1]");
            ModelListing listing =
                    server.runtime().catalog().find(new ModelRef("head", "")).orElseThrow();
            assertThat(listing.ownLabels()).containsExactly("zero", "one", "two", "three");
            assertThat(listing.tasks()).containsOnlyKeys(TaskKind.CLASSIFY, TaskKind.FEATURES, TaskKind.INFER);
        }
    }

    @Test
    void features_named_comeOutAndUnknownOnesAreRefused() {
        try (TestServer server = server("head/toy.onnx");
                Request request = server.open()) {
            List<Outcome<Features>> found = get(server.inference().features(request, features("1 1 2", "pooled")));
            try (Features features = ((Outcome.Done<Features>) found.get(0)).value()) {
                assertThat(TestTensors.floats(features.values().get("pooled"))).containsExactly(0, 2, 2, 0);
            }
            assertThat(error(get(server.inference().features(request, features("1", "backbone")))
                                    .get(0))
                            .reason())
                    .isEqualTo(Reason.PLUGIN_FAILURE);
            for (String bad : List.of("tokens", "")) {
                TaskException error = failure(server.inference().features(request, features("1", bad)));
                assertThat(error.field()).contains("features[0]");
            }
        }
    }

    @Test
    void embed_prompt_standsBeforeTextsAndNeverByAnUnknownName() {
        try (TestServer server = server("prompted/toy.onnx");
                Request request = server.open()) {
            assertThat(embed(server, request, null, 0, "")).containsExactly(0, 0.707107, 0.707107, 0);
            assertThat(embed(server, request, "", 0, "")).containsExactly(0, 0, 1, 0);
            assertThat(embed(server, request, "plain", 0, "")).containsExactly(0, 0, 1, 0);
            TaskException error = failure(server.inference().embed(request, prompted("no", 0, "")));
            assertThat(error.field()).contains("options.prompt");
        }
    }

    @Test
    void embed_declaredCut_isOfUnitLengthInASpaceOfItsOwn() {
        try (TestServer server = server("prompted/toy.onnx");
                Request request = server.open()) {
            assertThat(embed(server, request, null, 2, "prompted-space@2")).containsExactly(0, 1);
            assertThat(failure(server.inference().embed(request, prompted(null, 3, "")))
                            .field())
                    .contains("options.dim");
            assertThat(failure(server.inference().embed(request, prompted(null, 0, "prompted-space@2")))
                            .reason())
                    .isEqualTo(Reason.SPACE_MISMATCH);
            assertThat(failure(server.inference().embed(request, prompted(null, 2, "prompted-space")))
                            .reason())
                    .isEqualTo(Reason.SPACE_MISMATCH);
        }
    }

    @Test
    void rank_weightedTerms_lookForTheirNormalisedSum() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            Ranking ranking = get(server.inference().rank(request, weighted(term("1", 1), term("2", -3))));
            Ranking.Order order =
                    ((Outcome.Done<Ranking.Order>) ranking.queries().get(0)).value();
            assertThat(order.ranked()).extracting(Ranking.Ranked::candidate).containsExactly(0, 1);
            assertThat(order.ranked().get(1).score()).isCloseTo(-3 / Math.sqrt(10), within(1e-6));
        }
    }

    @Test
    void rank_termsThatCancelOut_failTheirQueryAlone() {
        try (TestServer server = server("toy/toy.onnx");
                Request request = server.open()) {
            Ranking ranking =
                    get(server.inference().rank(request, weighted(term("1", 2), term("1 1", -1), term("1", -1))));
            TaskException error = error(ranking.queries().get(0));
            assertThat(error.reason()).isEqualTo(Reason.FIELD_INVALID);
            assertThat(error.field()).contains("terms");
            assertThat(ranking.candidates()).hasSize(2);
        }
    }

    private static long rows(TestServer server) {
        return server.backend.script().launches().stream()
                .mapToLong(launch -> launch.rows())
                .sum();
    }

    private static Scoring softmax() {
        return new Scoring(0, 0, null, 1);
    }

    private static ClassifyQuery query(String model, List<String> labels, String set, Scoring scoring) {
        return new ClassifyQuery(new ModelRef(model, ""), texts("1"), labels, set, List.of(), scoring, true);
    }

    private static List<Scored> classify(TestServer server, Request request, ClassifyQuery query) {
        return ((Outcome.Done<dev.triptych.runtime.serving.Classification>)
                        get(server.inference().classify(request, query)).items().get(0))
                .value()
                .labels();
    }

    private static TaskException refused(TestServer server, ClassifyQuery query) {
        try (Request request = server.open()) {
            return failure(server.inference().classify(request, query));
        }
    }

    private static FeaturesQuery features(String text, String name) {
        return new FeaturesQuery(new ModelRef("head", ""), texts(text), List.of(name), true);
    }

    private static EmbedQuery prompted(@Nullable String prompt, int dim, String space) {
        return new EmbedQuery(
                new ModelRef("prompted", ""), texts("2"), new EmbedQuery.Options(null, true, space, prompt, dim));
    }

    private static double[] embed(TestServer server, Request request, @Nullable String prompt, int dim, String space) {
        Outcome<Embedding> outcome = get(server.inference().embed(request, prompted(prompt, dim, space)))
                .get(0);
        float[] vector = TestServer.vector(outcome);
        double[] wide = new double[vector.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = Math.round(vector[i] * 1e6) / 1e6;
        }
        return wide;
    }

    private static RankQuery weighted(Term... terms) {
        return new RankQuery(
                new ModelRef("toy", ""),
                List.of(new Sought(List.of(terms))),
                texts("1", "2"),
                new RankQuery.Options(0, true, null, null));
    }

    private static Term term(String text, double weight) {
        return new Term(new Content.Text(text), weight);
    }

    private static List<Content> texts(String... texts) {
        return java.util.Arrays.stream(texts).<Content>map(Content.Text::new).toList();
    }
}

package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.error;
import static dev.triptych.runtime.TestServer.expected;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static dev.triptych.runtime.TestServer.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.model.Embedding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal items are computed once: from the cache when they came before, together when they come at once. */
class SharedAnswersTest {
    @TempDir
    Path folder;

    private TestServer server(UnaryOperator<RuntimeOptions> options) {
        return new TestServer(models(folder, "toy/toy.onnx"), 1, options);
    }

    @Test
    void embed_whatCameBefore_runsNothing() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            assertThat(vector(get(server.embed(request, "1 2")).get(0))).isEqualTo(expected("1 2"));
            int before = launches(server);
            assertThat(vector(get(server.embed(request, "1 2")).get(0))).isEqualTo(expected("1 2"));
            assertThat(launches(server)).isEqualTo(before);
            assertThat(server.runtime().cache().entries()).isEqualTo(1);
        }
    }

    @Test
    void embed_twiceInOneCall_runsOnceAndAnswersTwice() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            List<Outcome<Embedding>> outcomes = get(server.embed(request, "1", "2", "1"));
            assertThat(outcomes.stream().map(TestServer::vector).toList())
                    .containsExactly(expected("1"), expected("2"), expected("1"));
            assertThat(rows(server, 0)).isEqualTo(2 + warm(server));
        }
    }

    @Test
    void embed_withoutCache_runsEachAlone() {
        try (TestServer server =
                        server(options -> options.withLimits(options.limits().withCacheBytes(0)));
                Request request = server.open()) {
            get(server.embed(request, "1", "1")).forEach(TestServer::vector);
            get(server.embed(request, "1")).forEach(TestServer::vector);
            assertThat(rows(server, 0)).isEqualTo(3 + warm(server));
            assertThat(server.runtime().cache().entries()).isZero();
        }
    }

    @Test
    void cancel_ofTheCallThatRuns_doesNotHarmTheOneThatWaits() {
        try (TestServer server = server(UnaryOperator.identity());
                Request first = server.open();
                Request second = server.open()) {
            int before = launches(server);
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(first, "3");
            gate.awaitRun();
            CompletionStage<List<Outcome<Embedding>>> waiting = server.embed(second, "3");
            first.cancel();
            assertThat(error(get(running).get(0)).reason()).isEqualTo(Reason.CALL_CANCELLED);
            gate.open();
            assertThat(vector(get(waiting).get(0))).isEqualTo(expected("3"));
            assertThat(launches(server)).isEqualTo(before + 1);
        }
    }

    @Test
    void cancel_ofTheQueuedCall_leavesItsRunToTheOneThatWaitsLonger() {
        try (TestServer server = server(UnaryOperator.identity());
                Request blocking = server.open();
                Request first = server.open(Duration.ofSeconds(1));
                Request second = server.open(Duration.ofSeconds(10))) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(blocking, "9");
            gate.awaitRun();
            CompletionStage<List<Outcome<Embedding>>> short1 = server.embed(first, "4");
            CompletionStage<List<Outcome<Embedding>>> long1 = server.embed(second, "4");
            server.ticker.advance(Duration.ofSeconds(2));
            assertThat(error(get(short1).get(0)).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
            gate.open();
            assertThat(vector(get(running).get(0))).isEqualTo(expected("9"));
            assertThat(vector(get(long1).get(0))).isEqualTo(expected("4"));
        }
    }

    @Test
    void cancel_ofAllThatWait_cancelsTheRun() {
        try (TestServer server = server(UnaryOperator.identity());
                Request blocking = server.open();
                Request first = server.open();
                Request second = server.open()) {
            int before = launches(server);
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(blocking, "9");
            gate.awaitRun();
            CompletionStage<List<Outcome<Embedding>>> one = server.embed(first, "4");
            CompletionStage<List<Outcome<Embedding>>> two = server.embed(second, "4");
            first.cancel();
            second.cancel();
            assertThat(error(get(one).get(0)).reason()).isEqualTo(Reason.CALL_CANCELLED);
            assertThat(error(get(two).get(0)).reason()).isEqualTo(Reason.CALL_CANCELLED);
            gate.open();
            assertThat(vector(get(running).get(0))).isEqualTo(expected("9"));
            assertThat(launches(server)).isEqualTo(before + 1);
        }
    }

    @Test
    void failure_ofTheRun_isEverybodysAndIsNotKept() {
        try (TestServer server = server(UnaryOperator.identity());
                Request first = server.open();
                Request second = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            server.backend.script().poison(inputs -> true);
            CompletionStage<List<Outcome<Embedding>>> one = server.embed(first, "5");
            gate.awaitRun();
            CompletionStage<List<Outcome<Embedding>>> two = server.embed(second, "5");
            gate.open();
            assertThat(error(get(one).get(0)).reason()).isEqualTo(Reason.MODEL_REJECTED_INPUT);
            assertThat(error(get(two).get(0)).reason()).isEqualTo(Reason.MODEL_REJECTED_INPUT);
            server.backend.script().poison(inputs -> false);
            assertThat(vector(get(server.embed(second, "5")).get(0))).isEqualTo(expected("5"));
        }
    }

    @Test
    void refusal_ofTheWholeCall_makesNobodyWaitForIt() {
        try (TestServer server =
                        server(options -> options.withLimits(options.limits().withBytes(250)));
                Request request = server.open()) {
            assertThat(TestServer.failure(server.embed(request, "1", "2", "3")).reason())
                    .isEqualTo(Reason.ITEM_TOO_LARGE);
            assertThat(server.runtime().cache().flights()).isZero();
            assertThat(vector(get(server.embed(request, "1")).get(0))).isEqualTo(expected("1"));
        }
    }

    @Test
    void embed_largeItem_isHashedOffTheCallersThreadAndAnswered() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            String large = "1 ".repeat(20_000) + "1";
            List<Outcome<Embedding>> cut = get(server.inference()
                    .embed(
                            request,
                            new dev.triptych.runtime.serving.EmbedQuery(
                                    new dev.triptych.runtime.serving.ModelRef("toy", ""),
                                    List.of(new dev.triptych.spi.content.Content.Text(large)),
                                    false,
                                    true,
                                    "")));
            assertThat(vector(cut.get(0))).isEqualTo(expected("1 ".repeat(ToyPlugin.MAX_WORDS)));
            assertThat(server.runtime().cache().entries()).isEqualTo(1);
        }
    }

    @Test
    void tenants_keptApart_shareNothing() {
        try (TestServer server = server(options -> options.withApartTenants(true));
                Request one = server.open("one");
                Request two = server.open("two")) {
            get(server.embed(one, "1")).forEach(TestServer::vector);
            get(server.embed(two, "1")).forEach(TestServer::vector);
            assertThat(server.runtime().cache().entries()).isEqualTo(2);
        }
    }

    private static int warm(TestServer server) {
        return server.warmRuns;
    }

    private static int launches(TestServer server) {
        return server.backend.script().launches().size();
    }

    private static int rows(TestServer server, int from) {
        return server.backend.script().launches().stream()
                .skip(from)
                .mapToInt(launch -> launch.rows())
                .sum();
    }
}

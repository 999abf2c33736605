package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.error;
import static dev.triptych.runtime.TestServer.expected;
import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static dev.triptych.runtime.TestServer.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLifeTest {
    @TempDir
    Path folder;

    private TestServer server(UnaryOperator<RuntimeOptions.Limits> limits) {
        return new TestServer(
                models(folder, "toy/toy.onnx", "raw/raw.onnx"),
                1,
                options -> options.withLimits(limits.apply(options.limits())));
    }

    @Test
    void cancel_whileQueued_endsAtOnceAndNeverRuns() {
        try (TestServer server = server(UnaryOperator.identity());
                Request first = server.open();
                Request second = server.open()) {
            int warm = server.backend.script().launches().size();
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(first, "1");
            gate.awaitRun();
            CompletionStage<List<Outcome<Embedding>>> queued = server.embed(second, "2", "3");
            second.cancel();
            assertThat(get(queued))
                    .extracting(outcome -> error(outcome).reason())
                    .containsExactly(Reason.CALL_CANCELLED, Reason.CALL_CANCELLED);
            gate.open();
            assertThat(vector(get(running).get(0))).isEqualTo(expected("1"));
            assertThat(server.backend.script().launches()).hasSize(warm + 1);
        }
    }

    @Test
    void cancel_whileRunning_endsAtOnceAndFreesMemoryAfterTheRun() {
        TestServer server = server(UnaryOperator.identity());
        try (server;
                Request request = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(request, "1");
            gate.awaitRun();
            request.cancel();
            assertThat(error(get(running).get(0)).reason()).isEqualTo(Reason.CALL_CANCELLED);
            assertThat(server.runtime().gauges().tensors()).isPositive();
            assertThat(server.runtime().gauges().items()).isEqualTo(1);
            gate.open();
        }
        assertThat(server.meter.wasted).hasValue(1);
    }

    @Test
    void deadline_passedWhileQueued_endsAndNeverRuns() {
        try (TestServer server = server(UnaryOperator.identity());
                Request first = server.open();
                Request second = server.open(Duration.ofSeconds(1))) {
            int warm = server.backend.script().launches().size();
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(first, "1");
            gate.awaitRun();
            CompletionStage<List<Outcome<Embedding>>> queued = server.embed(second, "2");
            server.ticker.advance(Duration.ofSeconds(2));
            assertThat(error(get(queued).get(0)).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
            gate.open();
            assertThat(vector(get(running).get(0))).isEqualTo(expected("1"));
            assertThat(server.backend.script().launches()).hasSize(warm + 1);
        }
    }

    @Test
    void deadline_alreadyPast_isRefusedAsAWhole() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open(Duration.ZERO)) {
            assertThat(reasons(server.embed(request, "1", "2"))).containsOnly(Reason.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void deadline_notNamed_isTheDefault() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.inference()
                        .open(new dev.triptych.runtime.serving.RequestInfo("r", "t", Long.MAX_VALUE))) {
            assertThat(request.info().deadlineNanos() - server.ticker.nanos())
                    .isEqualTo(Duration.ofSeconds(60).toNanos());
        }
    }

    @Test
    void bytes_inUse_refuseWhatDoesNotFitAndComeBack() {
        try (TestServer server = server(limits -> limits.withBytes(250));
                Request first = server.open();
                Request second = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(first, "1", "2");
            gate.awaitRun();
            assertThat(server.runtime().gauges().reservedBytes()).isEqualTo(200);
            TaskException shortage = failure(server.embed(second, "3"));
            assertThat(shortage.reason()).isEqualTo(Reason.MEMORY_SHORT);
            assertThat(shortage.retryAfter()).isPresent();
            assertThat(failure(server.embed(second, "3", "4", "5")).reason()).isEqualTo(Reason.ITEM_TOO_LARGE);
            gate.open();
            get(running).forEach(TestServer::vector);
            assertThat(server.runtime().gauges().reservedBytes()).isZero();
            assertThat(vector(get(server.embed(second, "3")).get(0))).isEqualTo(expected("3"));
        }
    }

    @Test
    void items_aboveTheBound_areRefusedWithATimeToRetry() {
        try (TestServer server = server(limits -> limits.withQueuedItems(2));
                Request first = server.open();
                Request second = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(first, "1", "2");
            gate.awaitRun();
            TaskException full = failure(server.embed(second, "3"));
            assertThat(full.reason()).isEqualTo(Reason.QUEUE_FULL);
            assertThat(full.retryAfter()).isPresent();
            gate.open();
            get(running).forEach(TestServer::vector);
        }
    }

    @Test
    void rawSubmissions_aboveTheStagesBound_areRefused() {
        try (TestServer server = server(limits -> limits.withQueuedWorks(1));
                Request request = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<Tensors> running = raw(server, request, 1);
            gate.awaitRun();
            CompletionStage<Tensors> queued = raw(server, request, 2);
            assertThat(failure(raw(server, request, 3)).reason()).isEqualTo(Reason.QUEUE_FULL);
            gate.open();
            try (Tensors one = get(running);
                    Tensors two = get(queued)) {
                assertThat(TestTensors.floats(one.get("y"))).containsExactly(2);
                assertThat(TestTensors.floats(two.get("y"))).containsExactly(4);
            }
        }
    }

    @Test
    void drain_withARequestUnderWay_finishesItAndRefusesNewOnes() {
        try (TestServer server = server(UnaryOperator.identity())) {
            Request request = server.open();
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<List<Outcome<Embedding>>> running = server.embed(request, "1");
            gate.awaitRun();
            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(
                    () -> server.runtime().drain(TestServer.PATIENCE), task -> new Thread(task).start());
            while (!refused(server)) {
                Thread.onSpinWait();
            }
            assertThat(server.runtime().catalog().ready()).isFalse();
            assertThat(drained).isNotDone();
            gate.open();
            assertThat(vector(get(running).get(0))).isEqualTo(expected("1"));
            request.close();
            assertThat(get(drained)).isTrue();
        }
    }

    @Test
    void rest_afterWarmUpAndAnAnswer_noTensorIsOpenButTheBatchesBuffers() {
        try (TestServer server = server(UnaryOperator.identity())) {
            assertThat(server.runtime().gauges()).isEqualTo(new RuntimeGauges(0, 0, 0, 0, 0, 0, 0));
            assertThat(server.runtime().batchMemory().live()).isPositive();
            try (Request request = server.open();
                    Tensors outputs = get(raw(server, request, 3))) {
                assertThat(outputs.ports()).hasSize(1);
                assertThat(server.runtime().gauges().tensors()).isEqualTo(1);
            }
            assertThat(server.runtime().gauges()).isEqualTo(new RuntimeGauges(0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void drain_cutShort_endsWhatIsLeftAndClosesAll() {
        TestServer server = server(UnaryOperator.identity());
        Request request = server.open();
        Gate gate = Gate.before(server.backend.script());
        CompletionStage<List<Outcome<Embedding>>> running = server.embed(request, "1", "2", "3", "4", "5");
        gate.awaitRun();
        CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(
                () -> server.runtime().drain(Duration.ofMillis(1)), task -> new Thread(task).start());
        assertThat(reasons(running)).containsOnly(Reason.DRAINING);
        gate.open();
        request.close();
        assertThat(get(drained)).isFalse();
        assertThat(server.backend.openGraphs()).isZero();
        assertThat(server.runtime().gauges()).isEqualTo(new RuntimeGauges(0, 0, 0, 0, 0, 0, 0));
    }

    private static boolean refused(TestServer server) {
        try (Request request = server.open()) {
            CompletionStage<List<Outcome<Embedding>>> result = server.embed(request, "");
            return reasons(result).contains(Reason.DRAINING);
        }
    }

    // The reasons of a call that fails, as a whole or item by item.
    private static List<Reason> reasons(CompletionStage<List<Outcome<Embedding>>> result) {
        CompletionStage<List<Reason>> reasons = result.handle((outcomes, error) -> {
            if (outcomes != null) {
                return outcomes.stream().map(outcome -> error(outcome).reason()).toList();
            }
            Throwable cause = error.getCause() == null ? error : error.getCause();
            return List.of(((TaskException) (cause instanceof TaskException ? cause : error)).reason());
        });
        return get(reasons);
    }

    private static CompletionStage<Tensors> raw(TestServer server, Request request, float value) {
        Tensors inputs = Tensors.of("x", TestTensors.floats(request.tensors(), new long[] {1, 1}, value));
        return server.inference().infer(request, new InferQuery(new ModelRef("raw", ""), inputs, List.of()));
    }
}

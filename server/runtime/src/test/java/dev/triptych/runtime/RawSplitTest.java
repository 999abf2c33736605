package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeScript.Launch;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's large batch goes in pieces of 8 rows, the most that one batch of this device takes, and comes back whole. */
class RawSplitTest {
    private static final int PIECE = 8;

    @TempDir
    Path folder;

    private TestServer server(UnaryOperator<RuntimeOptions.Limits> limits) {
        return new TestServer(
                models(folder, "wide/raw.onnx"), 1, options -> options.withLimits(limits.apply(options.limits())));
    }

    @Test
    void rows_moreThanABatchTakes_comeBackInOrder() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            try (Tensors outputs = get(raw(server, request, numbers(29)))) {
                assertThat(outputs.get("y").shape()).containsExactly(29, 2);
                assertThat(TestTensors.floats(outputs.get("y"))).isEqualTo(doubled(numbers(29)));
            }
            List<Launch> launches = server.backend.script().launches();
            assertThat(launches.subList(server.warmRuns, launches.size()))
                    .allSatisfy(launch -> assertThat(launch.rows()).isLessThanOrEqualTo(PIECE));
        }
    }

    @Test
    void rows_asManyAsABatchTakes_areOneRun() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open();
                Tensors outputs = get(raw(server, request, numbers(PIECE)))) {
            assertThat(TestTensors.floats(outputs.get("y"))).isEqualTo(doubled(numbers(PIECE)));
            assertThat(server.backend.script().launches()).hasSize(server.warmRuns + 1);
        }
    }

    @Test
    void badRow_failsAllAndEndsTheRest() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            server.backend.script().poisonValue(3);
            assertThat(failure(raw(server, request, numbers(32))).reason()).isEqualTo(Reason.MODEL_REJECTED_INPUT);
        }
    }

    @Test
    void failureOfThePieceThatRuns_withdrawsThoseThatWait() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            server.backend.script().failNext(BackendException.Kind.CORRUPT);
            CompletionStage<Tensors> result = raw(server, request, numbers(32));
            gate.awaitRun();
            gate.open();
            assertThat(failure(result).reason()).isEqualTo(Reason.BACKEND_FAILURE);
            assertThat(server.runtime().gauges().queued()).isZero();
        }
    }

    @Test
    void cancel_endsAllPieces() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<Tensors> result = raw(server, request, numbers(32));
            gate.awaitRun();
            request.cancel();
            assertThat(failure(result).reason()).isEqualTo(Reason.CALL_CANCELLED);
            gate.open();
        }
    }

    @Test
    void queueOfOneWork_takesTheWholeBatchOrRefusesIt() {
        try (TestServer server = server(limits -> limits.withQueuedWorks(1));
                Request blocking = server.open();
                Request first = server.open();
                Request second = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<Tensors> running = raw(server, blocking, numbers(1));
            gate.awaitRun();
            CompletionStage<Tensors> taken = raw(server, first, numbers(32));
            assertThat(failure(raw(server, second, numbers(32))).reason()).isEqualTo(Reason.QUEUE_FULL);
            gate.open();
            get(running).close();
            try (Tensors outputs = get(taken)) {
                assertThat(TestTensors.floats(outputs.get("y"))).isEqualTo(doubled(numbers(32)));
            }
        }
    }

    @Test
    void rowsThatAreLateAsAWhole_areRefusedBeforeTheFirstRuns() {
        try (TestServer server = server(UnaryOperator.identity())) {
            server.backend.script().onLaunch(launch -> server.ticker.advance(Duration.ofMillis(10)));
            for (int i = 0; i < 6; i++) {
                try (Request request = server.open()) {
                    get(raw(server, request, numbers(PIECE))).close();
                }
            }
            int before = server.backend.script().launches().size();
            // Time for two pieces, and for all of a call of two.
            try (Request request = server.open(Duration.ofMillis(25))) {
                assertThat(failure(raw(server, request, numbers(4 * PIECE))).reason())
                        .isEqualTo(Reason.DEADLINE_EXCEEDED);
                assertThat(server.backend.script().launches()).hasSize(before);
                assertThat(server.meter.failed).containsExactly(Reason.DEADLINE_EXCEEDED);
                assertThat(server.meter.shed).containsExactly(Reason.DEADLINE_EXCEEDED);
            }
            try (Request request = server.open(Duration.ofMillis(100))) {
                get(raw(server, request, numbers(4 * PIECE))).close();
            }
            // Nothing that was promised is left to wait for.
            try (Request request = server.open(Duration.ofMillis(25))) {
                get(raw(server, request, numbers(PIECE))).close();
            }
        }
    }

    @Test
    void requestThatAFullQueueRefuses_isCountedOnceAndAsShed() {
        try (TestServer server = server(limits -> limits.withQueuedWorks(1));
                Request blocking = server.open();
                Request first = server.open();
                Request second = server.open()) {
            Gate gate = Gate.before(server.backend.script());
            CompletionStage<Tensors> running = raw(server, blocking, numbers(1));
            gate.awaitRun();
            CompletionStage<Tensors> taken = raw(server, first, numbers(1));
            assertThat(failure(raw(server, second, numbers(1))).reason()).isEqualTo(Reason.QUEUE_FULL);
            assertThat(failure(raw(server, second, numbers(2 * PIECE))).reason())
                    .isEqualTo(Reason.QUEUE_FULL);
            gate.open();
            get(running).close();
            get(taken).close();
            assertThat(server.meter.failed).containsExactly(Reason.QUEUE_FULL, Reason.QUEUE_FULL);
            assertThat(server.meter.shed).containsExactly(Reason.QUEUE_FULL, Reason.QUEUE_FULL);
        }
    }

    @Test
    void requestInPieces_isOneInTheTotals() {
        try (TestServer server = server(UnaryOperator.identity());
                Request request = server.open()) {
            get(raw(server, request, numbers(29))).close();
            StageTotals good = totals(server);
            assertThat(good.done().count()).isEqualTo(1);
            assertThat(good.rows()).isEqualTo(29);
            assertThat(good.queue().count()).isEqualTo(1);
            server.backend.script().poisonValue(3);
            failure(raw(server, request, numbers(32)));
            assertThat(totals(server).done().count()).isEqualTo(1);
            assertThat(totals(server).rows()).isEqualTo(29);
            assertThat(totals(server).failed().count()).isEqualTo(1);
        }
    }

    private static StageTotals totals(TestServer server) {
        return server.runtime()
                .catalog()
                .totals(new ModelRef("wide", ""))
                .orElseThrow()
                .stages()
                .get(0);
    }

    private static CompletionStage<Tensors> raw(TestServer server, Request request, float[] values) {
        Tensors inputs =
                Tensors.of("x", TestTensors.floats(request.tensors(), new long[] {values.length / 2, 2}, values));
        return server.inference().infer(request, new InferQuery(new ModelRef("wide", ""), inputs, List.of()));
    }

    private static float[] numbers(int rows) {
        float[] values = new float[2 * rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return values;
    }

    private static float[] doubled(float[] values) {
        float[] twice = values.clone();
        for (int i = 0; i < twice.length; i++) {
            twice[i] *= 2;
        }
        return twice;
    }
}

package dev.triptych.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.FanOut;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FanOutTest {
    private static final Port X = Port.batched("X", DType.FP32, List.of(-1L, 1L));
    private static final Port Y = Port.batched("Y", DType.FP32, List.of(-1L, 1L));

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private final FakeBackend backend = new FakeBackend().with("rows", inputs -> Map.of("Y", inputs.get("X")));
    private final FakeLoadContext context = new FakeLoadContext(new FakeModelFolder("m"), backend, memory.allocator());
    private final FakeCall call = new FakeCall(memory.allocator());
    private final Stage stage = context.stage(new StageSpec(
            "rows",
            new Graph("rows", Path.of("rows.onnx"), "rows", List.of(X), List.of(Y), Set.of()),
            Residency.HOST,
            CostRule.UNIT,
            4,
            List.of()));

    @AfterEach
    void close() {
        context.close();
    }

    /** Row n holds n; what comes back is added up by row. */
    private float[] run(int rows) {
        float[] seen = new float[rows];
        FanOut.run(call, stage, rows, this::inputs, (first, count, outputs) -> {
                    try (outputs) {
                        float[] values = TestTensors.floats(outputs.get("Y"));
                        for (int i = 0; i < count; i++) {
                            seen[first + i] += values[i];
                        }
                    }
                })
                .toCompletableFuture()
                .join();
        return seen;
    }

    private Tensors inputs(int first, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = first + i;
        }
        return Tensors.of("X", TestTensors.floats(memory.allocator(), new long[] {count, 1}, values));
    }

    private void assertFails(Reason reason) {
        assertThatThrownBy(() -> run(10))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(TaskException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(reason));
    }

    @Test
    void rows_moreThanOneSubmissionTakes_eachComesBackOnce() {
        assertThat(run(10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(backend.script().launches().stream().map(FakeScript.Launch::rows))
                .containsExactly(4, 4, 2);
    }

    @Test
    void rows_none_completesWithoutARun() {
        assertThat(run(0)).isEmpty();
        assertThat(backend.script().launches()).isEmpty();
    }

    @Test
    void rows_manyCompletingInPlace_noDeepStackAndNoMoreMemoryThanAWindow() {
        float[] seen = run(20_000);
        assertThat(Arrays.stream(new int[] {0, 10_000, 19_999}).allMatch(n -> seen[n] == n))
                .isTrue();
        assertThat(memory.allocator().peakBytes()).isLessThan(256);
    }

    @Test
    void cancel_halfWay_noFurtherRunsAndTheReason() {
        backend.script().onLaunch(launch -> call.cancel());
        assertFails(Reason.CALL_CANCELLED);
        assertThat(backend.script().launches()).hasSize(1);
    }

    @Test
    void deadline_halfWay_noFurtherRunsAndTheReason() {
        backend.script().onLaunch(launch -> call.remaining(-1));
        assertFails(Reason.DEADLINE_EXCEEDED);
        assertThat(backend.script().launches()).hasSize(1);
    }

    @Test
    void failure_ofOneRun_isTheResultAndStopsTheRest() {
        backend.script().failNext(BackendException.Kind.ITEM);
        assertFails(Reason.MODEL_REJECTED_INPUT);
        assertThat(backend.script().launches()).hasSize(1);
    }
}

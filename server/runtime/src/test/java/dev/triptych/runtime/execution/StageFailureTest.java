package dev.triptych.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.backend.BackendException.Kind;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.Batch;
import dev.triptych.testing.FakeScript.Launch;
import dev.triptych.testing.LedgerExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class StageFailureTest {
    private static final float POISON = 666;

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private List<CompletionStage<Tensors>> submit(Rig rig, StageImpl stage, float... values) {
        List<CompletionStage<Tensors>> results = new ArrayList<>();
        for (float value : values) {
            results.add(stage.submit(rig.call(), 1, rig.x(value, 0.1f)));
        }
        return results;
    }

    @Test
    void run_onePoisonedRow_failsAloneAndNeighboursAreBitIdentical() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            rig.backend.script().poisonValue(POISON);
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = submit(rig, stage, 1, 2, POISON, 4, 5, 6, 7, 8);
            List<Launch> runs = held.release();
            assertThat(runs.get(0).rows()).isEqualTo(8);
            assertThat(runs).hasSizeLessThanOrEqualTo(1 + 2 * 3);
            assertThat(Rig.reason(results.remove(2))).isEqualTo(Reason.MODEL_REJECTED_INPUT);
            float[] expected = {1, 2, 4, 5, 6, 7, 8};
            for (int i = 0; i < expected.length; i++) {
                assertThat(Rig.floats(results.get(i), "y")).containsExactly(expected[i] * 2, 0.1f * 2);
            }
        }
    }

    @Test
    void run_everyRowPoisoned_eachIsToldAndTheLaneGoesOn() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            rig.backend.script().poisonValue(POISON);
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = submit(rig, stage, POISON, POISON, POISON);
            assertThat(held.release()).hasSizeLessThanOrEqualTo(5);
            results.forEach(result -> assertThat(Rig.reason(result)).isEqualTo(Reason.MODEL_REJECTED_INPUT));
            assertThat(Rig.floats(stage.submit(rig.call(), 1, rig.x(3)), "y")).containsExactly(6);
        }
    }

    @Test
    void run_cancelledBetweenParts_isNotRunAgain() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            RigCall gone = rig.call();
            rig.backend.script().poison(inputs -> {
                boolean whole = inputs.get("x").shape()[0] == 4;
                if (whole) {
                    gone.cancel();
                }
                return whole;
            });
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = submit(rig, stage, 1, 2, 3);
            CompletionStage<Tensors> cancelled = stage.submit(gone, 1, rig.x(4, 0.1f));
            assertThat(held.release()).extracting(Launch::rows).containsExactly(4, 2, 1);
            assertThat(Rig.reason(cancelled)).isEqualTo(Reason.CALL_CANCELLED);
            results.forEach(result -> assertThat(Rig.floats(result, "y")).hasSize(2));
        }
    }

    @Test
    void run_memoryShort_halvesOnceAndAllAreAnswered() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            rig.backend.script().memoryFor(4);
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = submit(rig, stage, 1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(held.release()).extracting(Launch::rows).containsExactly(8, 4, 4);
            results.forEach(result -> assertThat(Rig.floats(result, "y")).hasSize(2));
        }
    }

    @Test
    void run_memoryShortOfHalves_refusesWithRetryAndASingleOneAsTooLarge() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            Held held = Held.on(rig, stage);
            rig.backend.script().memoryFor(1);
            List<CompletionStage<Tensors>> results = submit(rig, stage, 1, 2, 3, 4);
            held.release();
            for (CompletionStage<Tensors> result : results) {
                TaskException failure = Rig.failure(result);
                assertThat(failure.reason()).isEqualTo(Reason.MEMORY_SHORT);
                assertThat(failure.retryAfter()).isPresent();
            }
            rig.backend.script().memoryFor(0);
            assertThat(Rig.reason(stage.submit(rig.call(), 1, rig.x(1)))).isEqualTo(Reason.ITEM_TOO_LARGE);
        }
    }

    @Test
    void run_transientFailure_isTriedOnceMore() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            rig.backend.script().failNext(Kind.TRANSIENT);
            assertThat(Rig.floats(stage.submit(rig.call(), 1, rig.x(3)), "y")).containsExactly(6);
            rig.backend.script().failNext(Kind.TRANSIENT).failNext(Kind.TRANSIENT);
            assertThat(Rig.reason(stage.submit(rig.call(), 1, rig.x(3)))).isEqualTo(Reason.BACKEND_FAILURE);
        }
    }

    @Test
    void run_backendThrows_batchFailsLaneSurvivesAndTheDefectIsHeard() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            AtomicBoolean broken = new AtomicBoolean();
            rig.backend.with("twice", inputs -> {
                if (broken.getAndSet(false)) {
                    throw new IllegalStateException("a defect of the engine");
                }
                return Map.of("y", Batch.floats(inputs.get("x").shape(), 9));
            });
            StageImpl stage = rig.load(Rig.twice(16));
            broken.set(true);
            TaskException failure = Rig.failure(stage.submit(rig.call(), 1, rig.x(3)));
            assertThat(failure.reason()).isEqualTo(Reason.BACKEND_FAILURE);
            assertThat(failure.text()).doesNotContain("defect of the engine");
            assertThat(Rig.floats(stage.submit(rig.call(), 1, rig.x(3)), "y")).containsExactly(9);
            assertThat(rig.faults).hasSize(1);
        }
    }

    @Test
    void run_backendThrows_executionIsClosedAndAFreshOneOpened() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            assertThat(rig.watched.threads("open execution")).hasSize(1);
            rig.backend.script().onLaunch(launch -> {
                rig.backend.script().onLaunch(next -> {});
                throw new NoSuchMethodError("a defect of the engine");
            });
            assertThat(Rig.reason(stage.submit(rig.call(), 1, rig.x(3)))).isEqualTo(Reason.BACKEND_FAILURE);
            assertThat(Rig.floats(stage.submit(rig.call(), 1, rig.x(3)), "y")).containsExactly(6);
            assertThat(rig.watched.threads("close execution")).hasSize(1);
            assertThat(rig.watched.threads("open execution")).hasSize(2);
            assertThat(rig.faults).hasSize(1).first().isInstanceOf(NoSuchMethodError.class);
        }
    }

    @Test
    void run_outOfMemoryError_countsAsMemoryAndIsHalved() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            Held held = Held.on(rig, stage);
            rig.backend.script().onLaunch(launch -> {
                if (launch.rows() > 2) {
                    throw new OutOfMemoryError("scripted");
                }
            });
            List<CompletionStage<Tensors>> results = submit(rig, stage, 1, 2, 3, 4);
            assertThat(held.release()).extracting(Launch::rows).containsExactly(4, 2, 2);
            results.forEach(result -> assertThat(Rig.floats(result, "y")).hasSize(2));
            assertThat(rig.faults).isEmpty();
        }
    }

    @Test
    void run_memoryShortDuringBisection_halvesThatPartOnce() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            rig.backend.script().poison(inputs -> {
                boolean whole = inputs.get("x").shape()[0] == 8;
                if (whole) {
                    rig.backend.script().memoryFor(2);
                }
                return whole;
            });
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = submit(rig, stage, 1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(held.release()).extracting(Launch::rows).containsExactly(8, 4, 2, 2, 4, 2, 2);
            results.forEach(result -> assertThat(Rig.floats(result, "y")).hasSize(2));
        }
    }

    @Test
    void run_deviceLost_failsAllTellsAndRefusesAfterwards() {
        try (Rig rig = Rig.of(memory.allocator(), 2)) {
            StageImpl stage = rig.load(Rig.twice(1));
            assertThat(rig.device.lost()).isFalse();
            rig.backend.script().loseDevice();
            for (CompletionStage<Tensors> result : submit(rig, stage, 1, 2, 3, 4, 5)) {
                assertThat(Rig.reason(result)).isEqualTo(Reason.DEVICE_LOST);
            }
            assertThat(rig.device.lossNotice().toCompletableFuture().join()).contains("fake-0");
            assertThat(Rig.reason(stage.submit(rig.call(), 1, rig.x(1)))).isEqualTo(Reason.DEVICE_LOST);
        }
    }

    @Test
    void submit_costRuleThrows_isThePluginsFailureAndNothingIsHeld() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageSpec sum = Rig.sum(8);
            StageImpl stage =
                    rig.load(Rig.spec("sum", sum.graph().inputs(), sum.graph().outputs(), StageFailureTest::fussy, 8));
            for (long[] ids : List.of(new long[3], new long[4])) {
                assertThat(Rig.reason(stage.submit(rig.call(), 1, rig.ids(ids))))
                        .isEqualTo(Reason.PLUGIN_FAILURE);
            }
            assertThat(stage.underWay()).isZero();
            assertThat(memory.allocator().open()).isLessThanOrEqualTo(2);
            assertThat(Rig.longs(stage.submit(rig.call(), 1, rig.ids(1, 2)), "sum"))
                    .containsExactly(3);
            rig.unload(stage);
            assertThat(rig.backend.openGraphs()).isZero();
            assertThat(rig.faults).isEmpty();
        }
    }

    @Test
    void run_costRuleThrowsForPaddedLengthsOnly_worksRunApart() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageSpec sum = Rig.sum(8);
            Set<Integer> allowed = ConcurrentHashMap.newKeySet();
            allowed.addAll(List.of(1, 128, 10));
            StageImpl stage = rig.load(Rig.spec(
                    "sum",
                    sum.graph().inputs(),
                    sum.graph().outputs(),
                    lengths -> {
                        if (!allowed.contains(lengths[0])) {
                            throw new NoClassDefFoundError("a defect of the plugin");
                        }
                        return lengths[0];
                    },
                    8));
            Held held = Held.on(rig, stage);
            allowed.add(9);
            CompletionStage<Tensors> nine = stage.submit(rig.call(), 1, rig.ids(new long[9]));
            CompletionStage<Tensors> ten = stage.submit(rig.call(), 1, rig.ids(new long[10]));
            allowed.remove(10);
            assertThat(held.release()).extracting(Launch::rows).containsExactly(1, 1);
            assertThat(Rig.longs(nine, "sum")).containsExactly(0);
            assertThat(Rig.longs(ten, "sum")).containsExactly(0);
        }
    }

    private static long fussy(int[] lengths) {
        return switch (lengths[0]) {
            case 3 -> throw new IllegalStateException("a defect of the plugin");
            case 4 -> throw new NoClassDefFoundError("a defect of the plugin");
            default -> lengths[0];
        };
    }

    @Test
    void submit_costOverflows_isHeldAtTheMost() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageSpec twice = Rig.twice(8);
            StageImpl stage = rig.load(Rig.spec(
                    "twice", twice.graph().inputs(), twice.graph().outputs(), lengths -> Long.MAX_VALUE / 2, 8));
            assertThat(stage.cost(8, new int[0])).isPositive().isEqualTo(stage.cost(1, new int[0]));
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = submit(rig, stage, 1, 2, 3);
            held.release();
            results.forEach(result -> assertThat(Rig.floats(result, "y")).hasSize(2));
            assertThat(rig.faults).isEmpty();
        }
    }

    @Test
    void load_backendThrows_isABackendFailureAndShowsNothingOfIt() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            assertThatThrownBy(() -> rig.device.compile("model", Rig.sum(1), (phase, done) -> {
                        throw new IllegalStateException("a defect of the engine");
                    }))
                    .isInstanceOfSatisfying(TaskException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.BACKEND_FAILURE);
                        assertThat(e.text()).doesNotContain("defect of the engine");
                    });
        }
    }

    @Test
    void load_graphUnknownToTheBackend_isUnsupportedAndNothingStaysOpen() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageSpec unknown = Rig.spec("nobody", List.of(), List.of(), lengths -> 1, 1);
            assertThatThrownBy(() -> rig.load(unknown))
                    .isInstanceOfSatisfying(
                            TaskException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MODEL_UNSUPPORTED));
            assertThat(rig.backend.openGraphs()).isZero();
        }
    }

    @Test
    void load_costRuleThrows_isThePluginsFailureAndNothingStaysOpen() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageSpec sum = Rig.sum(8);
            StageSpec broken = Rig.spec(
                    "sum",
                    sum.graph().inputs(),
                    sum.graph().outputs(),
                    lengths -> {
                        throw new IllegalStateException("a defect of the plugin");
                    },
                    8);
            assertThatThrownBy(() -> rig.load(broken))
                    .isInstanceOfSatisfying(
                            TaskException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PLUGIN_FAILURE));
            assertThat(rig.backend.openGraphs()).isZero();
        }
    }

    @Test
    void warmUp_backendThrows_isHeardAndTheStageStillServes() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            rig.backend.script().onLaunch(launch -> {
                rig.backend.script().onLaunch(next -> {});
                throw new IllegalStateException("a defect of the engine");
            });
            StageImpl stage = rig.load(Rig.sum(4));
            assertThat(Rig.longs(stage.submit(rig.call(), 1, rig.ids(1, 2)), "sum"))
                    .containsExactly(3);
            assertThat(rig.faults).hasSize(1);
        }
    }
}

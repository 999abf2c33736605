package dev.triptych.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerExtension;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class StageLifeTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @Test
    void queue_deadlinePasses_isAnsweredAndNeverRun() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(4));
            Held held = Held.on(rig, stage);
            CompletionStage<Tensors> late = stage.submit(rig.until(rig.ticker.nanos() + 100), 1, rig.x(1));
            CompletionStage<Tensors> later = stage.submit(rig.until(rig.ticker.nanos() + 500), 1, rig.x(2));
            rig.ticker.advance(101);
            rig.device.expire(rig.ticker.nanos());
            assertThat(Rig.reason(late)).isEqualTo(Reason.DEADLINE_EXCEEDED);
            assertThat(held.release()).hasSize(1);
            assertThat(Rig.floats(later, "y")).containsExactly(4);
        }
    }

    @Test
    void submit_timeIsOver_isRefused() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(4));
            assertThat(Rig.reason(stage.submit(rig.until(rig.ticker.nanos() - 1), 1, rig.x(1))))
                    .isEqualTo(Reason.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void queue_callCancelled_isAnsweredAtOnceAndNeverRun() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(4));
            Held held = Held.on(rig, stage);
            RigCall call = rig.call();
            CompletionStage<Tensors> result = stage.submit(call, 1, rig.x(1));
            call.cancel();
            assertThat(Rig.reason(result)).isEqualTo(Reason.CALL_CANCELLED);
            assertThat(Rig.reason(stage.submit(call, 1, rig.x(1)))).isEqualTo(Reason.CALL_CANCELLED);
            assertThat(held.release()).isEmpty();
        }
    }

    @Test
    void submit_queueFull_isRefusedWithATimeToRetry() {
        try (Rig rig = new Rig(memory.allocator(), 1, 2, Meter.NONE)) {
            StageImpl stage = rig.load(Rig.twice(4));
            Held held = Held.on(rig, stage);
            CompletionStage<Tensors> first = stage.submit(rig.call(), 1, rig.x(1));
            CompletionStage<Tensors> second = stage.submit(rig.call(), 1, rig.x(2));
            TaskException refusal = Rig.failure(stage.submit(rig.call(), 1, rig.x(3)));
            assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
            assertThat(refusal.retryAfter()).isPresent();
            assertThat(rig.device.queued()).isEqualTo(2);
            held.release();
            assertThat(Rig.floats(first, "y")).containsExactly(2);
            assertThat(Rig.floats(second, "y")).containsExactly(4);
        }
    }

    @Test
    void submit_queueFullButCallAdmitted_isTaken() {
        try (Rig rig = new Rig(memory.allocator(), 1, 1, Meter.NONE)) {
            StageImpl stage = rig.load(Rig.twice(4));
            Held held = Held.on(rig, stage);
            CompletionStage<Tensors> first = stage.submit(rig.call(), 1, rig.x(1));
            CompletionStage<Tensors> admitted =
                    stage.submit(new RigCall(rig.memory, Long.MAX_VALUE, true), 1, rig.x(2));
            held.release();
            assertThat(Rig.floats(first, "y")).containsExactly(2);
            assertThat(Rig.floats(admitted, "y")).containsExactly(4);
        }
    }

    @Test
    void submit_deadlineShorterThanTheService_isRefusedButProbedNowAndThen() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(4));
            rig.backend.script().onLaunch(launch -> rig.ticker.advance(1_000_000));
            for (int i = 0; i < 6; i++) {
                assertThat(Rig.floats(stage.submit(rig.call(), 1, rig.x(1)), "y"))
                        .containsExactly(2);
            }
            List<Reason> refusals = new ArrayList<>();
            int served = 0;
            for (int i = 0; i < 32; i++) {
                CompletionStage<Tensors> result = stage.submit(rig.until(rig.ticker.nanos() + 500_000), 1, rig.x(1));
                if (result.toCompletableFuture().isCompletedExceptionally()) {
                    refusals.add(Rig.reason(result));
                } else {
                    assertThat(Rig.floats(result, "y")).containsExactly(2);
                    served++;
                }
            }
            assertThat(refusals).hasSize(30).containsOnly(Reason.DEADLINE_EXCEEDED);
            assertThat(served).isEqualTo(2);
            CompletionStage<Tensors> enough = stage.submit(rig.until(rig.ticker.nanos() + 5_000_000), 1, rig.x(1));
            assertThat(Rig.floats(enough, "y")).containsExactly(2);
        }
    }

    @Test
    void retire_whileBusy_answersWhatIsUnderWayThenClosesOnTheLanesThreads() {
        try (Rig rig = Rig.of(memory.allocator(), 2)) {
            StageImpl stage = rig.load(Rig.twice(4));
            Held held = Held.on(rig, stage);
            CompletableFuture<Void> retired = stage.retire().toCompletableFuture();
            assertThat(Rig.reason(stage.submit(rig.call(), 1, rig.x(1)))).isEqualTo(Reason.MODEL_UNLOADING);
            assertThat(retired).isNotDone();
            held.release();
            rig.unload(stage);
            assertThat(retired).isCompleted();
            List<Thread> opened = rig.watched.threads("open execution");
            assertThat(opened).hasSize(2).doesNotHaveDuplicates().doesNotContain(Thread.currentThread());
            assertThat(rig.watched.threads("close execution")).containsExactlyInAnyOrderElementsOf(opened);
            assertThat(rig.watched.threads("close graph")).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void stop_stagesLoaded_lanesCloseWhatTheyHaveOpenBeforeTheyEnd() {
        Rig rig = Rig.of(memory.allocator(), 2);
        StageImpl first = rig.load(Rig.twice(4));
        rig.load(Rig.sum(4));
        rig.close();
        List<Thread> opened = rig.watched.threads("open execution");
        assertThat(opened).hasSize(4);
        assertThat(rig.watched.threads("close execution")).containsExactlyInAnyOrderElementsOf(opened);
        assertThat(rig.backend.openGraphs()).isZero();
        assertThat(Rig.reason(first.submit(rig.call(), 1, rig.x(1)))).isEqualTo(Reason.MODEL_UNLOADING);
    }

    @Test
    void warmUp_twoLanes_eachRunsOnItsOwnThread() {
        try (Rig rig = Rig.of(memory.allocator(), 2)) {
            rig.load(Rig.sum(4));
            assertThat(new HashSet<>(rig.watched.threads("run execution"))).hasSize(2);
        }
    }

    @Test
    void stop_whileBusy_failsWhatWaitsAndEndsWhatRuns() {
        Rig rig = Rig.of(memory.allocator(), 1);
        StageImpl stage = rig.load(Rig.twice(4));
        Held held = Held.on(rig, stage);
        CompletionStage<Tensors> waits = stage.submit(rig.call(), 1, rig.x(1));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(rig::close, run -> new Thread(run).start());
        assertThat(Rig.reason(waits)).isEqualTo(Reason.DRAINING);
        held.open();
        assertThat(Rig.floats(held.busy(), "y")).hasSize(1);
        closed.join();
        assertThat(rig.backend.openGraphs()).isZero();
    }

    @Test
    void load_manyTimes_leavesNothingOpen() {
        try (Rig rig = Rig.of(memory.allocator(), 2)) {
            for (int i = 0; i < 50; i++) {
                StageImpl stage = rig.load(Rig.sum(4));
                assertThat(Rig.longs(stage.submit(rig.call(), 1, rig.ids(1, i)), "sum"))
                        .containsExactly(1 + i);
                rig.unload(stage);
                assertThat(rig.backend.openGraphs()).isZero();
                assertThat(memory.allocator().open()).isZero();
            }
        }
    }

    @Test
    void unload_stageWasUsed_deviceKeepsNothingOfThePlugin() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            WeakReference<CostRule> rule = servedAndUnloaded(rig);
            // The device goes on with another model, whose work takes the place of the last in every lane.
            StageImpl other = rig.load(Rig.twice(4));
            assertThat(Rig.floats(other.submit(rig.call(), 1, rig.x(1)), "y")).containsExactly(2);
            while (rule.get() != null) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(rule.get()).isNull();
        }
    }

    private static WeakReference<CostRule> servedAndUnloaded(Rig rig) {
        StageSpec sum = Rig.sum(4);
        int unit = rig.faults.size() + 1;
        CostRule rule = lengths -> unit;
        StageImpl stage =
                rig.load(Rig.spec("sum", sum.graph().inputs(), sum.graph().outputs(), rule, 4));
        assertThat(Rig.longs(stage.submit(rig.call(), 1, rig.ids(1, 2)), "sum")).containsExactly(3);
        rig.unload(stage);
        return new WeakReference<>(rule);
    }
}

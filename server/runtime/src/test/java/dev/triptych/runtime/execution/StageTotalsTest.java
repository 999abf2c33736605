package dev.triptych.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerExtension;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class StageTotalsTest {
    private static final float POISON = -77;

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @Test
    void totals_nothingRan_areZero() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            assertThat(stage.totals()).isEqualTo(StageTotals.NONE);
        }
    }

    @Test
    void totals_goodAndBadSubmissions_agreeWithEachOther() {
        try (Rig rig = Rig.of(memory.allocator(), 1)) {
            StageImpl stage = rig.load(Rig.twice(16));
            rig.backend.script().poisonValue(POISON);
            Held held = Held.on(rig, stage);
            List<CompletionStage<Tensors>> results = List.of(
                    stage.submit(rig.call(), 1, rig.x(1)),
                    stage.submit(rig.call(), 1, rig.x(2)),
                    stage.submit(rig.call(), 1, rig.x(POISON)));
            held.release();
            assertThat(Rig.floats(results.get(0), "y")).containsExactly(2);
            assertThat(Rig.floats(results.get(1), "y")).containsExactly(4);
            assertThat(Rig.reason(results.get(2))).isEqualTo(Reason.MODEL_REJECTED_INPUT);

            StageTotals totals = stage.totals();
            // The held one, and the two good ones in one batch or two: the part that was poisoned counts as a failure
            // alone.
            assertThat(totals.done().count()).isEqualTo(3);
            assertThat(totals.rows()).isEqualTo(3);
            assertThat(totals.failed().count()).isEqualTo(1);
            assertThat(List.of(totals.queue(), totals.input(), totals.infer(), totals.output()))
                    .extracting(span -> span.count())
                    .containsOnly(3L);
            assertThat(totals.done().nanos())
                    .isEqualTo(totals.queue().nanos()
                            + totals.input().nanos()
                            + totals.infer().nanos()
                            + totals.output().nanos());
            long rows = totals.batches().stream()
                    .mapToLong(batch -> batch.rows() * batch.infer().count())
                    .sum();
            assertThat(rows).isEqualTo(3);
            assertThat(totals.executions()).isBetween(2L, 3L);
        }
    }
}

package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class QuarantineTest {
    private static final Flow BAD = new Flow("bad", "model");

    private final Bench bench = new Bench(new BatchPolicy(8, 1_000, 1, QueueBounds.NONE));

    @Test
    void oneBlame_isBatchedWithOthersStill() {
        blame(1);
        mix();
        assertThat(bench.run(1)).containsExactlyInAnyOrder("bad", "good");
    }

    @Test
    void threeBlames_isBatchedApartAtAnyPriority() {
        blame(3);
        mix();
        bench.queue(low());
        assertThat(List.of(bench.run(1), bench.run(1)))
                .containsExactlyInAnyOrder(List.of("good"), List.of("bad", "low"));
    }

    @Test
    void goodBehaviour_afterAWhile_endsIt() {
        blame(3);
        bench.ticker.advance(2 * Offenders.HALF_LIFE_NANOS);
        mix();
        assertThat(bench.run(1)).containsExactlyInAnyOrder("bad", "good");
    }

    @Test
    void blameNowAndThen_neverSetsApart() {
        for (int i = 0; i < 20; i++) {
            blame(1);
            bench.ticker.advance(2 * Offenders.HALF_LIFE_NANOS);
        }
        blame(1);
        mix();
        assertThat(bench.run(1)).containsExactlyInAnyOrder("bad", "good");
    }

    @Test
    void extraRuns_areChargedToTheCulpritAlone() {
        bench.queue(bench.work("good").tenant("good"));
        FakeWork bad = bench.queue(bench.work("bad").tenant("bad"));
        Batch<FakeWork> batch = Objects.requireNonNull(bench.poll(0));
        batch.blame(List.of(bad), 9_000);
        bench.ticker.advance(10_000);
        bench.dispatcher.finished(bench.lanes.get(0), batch, 0, 10_000);
        for (int i = 0; i < 40; i++) {
            bench.queue(bench.work("bad").key("b").tenant("bad").costPerRow(500));
            bench.queue(bench.work("good").key("g").tenant("good").costPerRow(500));
        }
        // Good has used 500, bad 9,500: good goes first until it has caught up.
        for (int i = 0; i < 17; i++) {
            assertThat(bench.run(500)).containsOnly("good");
        }
    }

    private void blame(int times) {
        for (int i = 0; i < times; i++) {
            FakeWork work = bench.queue(bench.work("culprit").key("alone" + i).tenant("bad"));
            Batch<FakeWork> batch = Objects.requireNonNull(bench.poll(0));
            batch.blame(List.of(work), 0);
            bench.dispatcher.finished(bench.lanes.get(0), batch, bench.ticker.nanos(), bench.ticker.nanos());
        }
    }

    private void mix() {
        bench.queue(bench.work("good").tenant("good"));
        FakeWork bad = bench.work("bad");
        bad.flow = BAD;
        bench.queue(bad);
    }

    private FakeWork low() {
        FakeWork low = bench.work("low");
        low.flow = new Flow("bad", "model", Priority.LOW);
        return low;
    }
}

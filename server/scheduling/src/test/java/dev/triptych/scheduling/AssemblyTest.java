package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AssemblyTest {
    private static final long MILLI = 1_000_000;

    /** 1 ms and 0.1 ms for each unit of cost. */
    private final Bench bench = bench(new BatchPolicy(64, 616, 2, QueueBounds.NONE), MILLI, MILLI / 10);

    @Test
    void oneFlowAlone_fillsTheCap() {
        for (int i = 0; i < 300; i++) {
            bench.queue(bench.work("w").costPerRow(10));
        }
        assertThat(bench.run(1)).hasSize(61);
    }

    @Test
    void anotherTenantInTheSameQueue_keepsBatchesToASlice() {
        for (int i = 0; i < 300; i++) {
            bench.queue(bench.work("w").costPerRow(10));
        }
        bench.queue(bench.work("other").tenant("other").costPerRow(10));
        assertThat(bench.run(1)).hasSize(9);
    }

    @Test
    void lightTenantsBatch_besideAFlood_isFilledToHalfASlice() {
        for (int i = 0; i < 300; i++) {
            bench.queue(bench.work("flood").tenant("flood").costPerRow(10));
        }
        assertThat(bench.run(62 * MILLI)).hasSize(61);
        bench.queue(bench.work("light").tenant("light").costPerRow(10));
        assertThat(bench.run(5 * MILLI)).hasSize(4).startsWith("light");
    }

    @Test
    void anotherFlowCameLately_keepsBatchesToASliceUntilItHasBeenAwayFor200Milliseconds() {
        bench.queue(bench.work("light").key("other").tenant("light").costPerRow(10));
        assertThat(bench.run(2 * MILLI)).containsExactly("light");
        for (int i = 0; i < 300; i++) {
            bench.queue(bench.work("flood").tenant("flood").costPerRow(10));
        }
        assertThat(bench.run(10 * MILLI)).hasSize(9);
        bench.ticker.advance(200 * MILLI);
        assertThat(bench.run(MILLI)).hasSize(61);
    }

    @Test
    void oneItemLongerThanASlice_runsAlone() {
        bench.queue(bench.work("long").costPerRow(400));
        bench.queue(bench.work("other").tenant("other").costPerRow(400));
        assertThat(bench.run(1)).containsExactly("long");
        assertThat(bench.run(1)).containsExactly("other");
    }

    @Test
    void deadlines_knownProfile_shrinkTheBatchToTheEarliest() {
        for (int i = 0; i < 10; i++) {
            bench.queue(bench.work("w" + i).costPerRow(10).deadline(i == 3 ? 4 * MILLI : 40 * MILLI));
        }
        assertThat(bench.run(1)).containsExactly("w0", "w1", "w2");
    }

    @Test
    void anothersTightDeadline_doesNotCutTheBatch() {
        for (int i = 0; i < 31; i++) {
            bench.queue(bench.work("wide").tenant("wide").costPerRow(2).deadline(60_000 * MILLI));
        }
        bench.queue(bench.work("tight").tenant("tight").costPerRow(2).deadline(2 * MILLI));
        assertThat(bench.run(1)).hasSize(31).containsOnly("wide");
        assertThat(bench.run(1)).containsExactly("tight");
    }

    @Test
    void anothersTightDeadline_atOtherLengths_doesNotCutTheBatch() {
        for (int i = 0; i < 4; i++) {
            bench.queue(bench.work("wide").tenant("wide").lengths(i < 2 ? 3 : 4).deadline(60_000 * MILLI));
        }
        bench.queue(bench.work("tight").tenant("tight").lengths(4).deadline(2 * MILLI));
        assertThat(bench.run(1)).containsExactly("wide", "wide", "wide", "wide");
        assertThat(bench.run(1)).containsExactly("tight");
    }

    @Test
    void members_tightDeadline_cutsTheBatch() {
        bench.queue(bench.work("tight").tenant("tight").costPerRow(2).deadline(3 * MILLI));
        for (int i = 0; i < 31; i++) {
            bench.queue(bench.work("wide").tenant("wide").costPerRow(2).deadline(60_000 * MILLI));
        }
        assertThat(bench.run(1)).containsExactly("tight", "wide");
    }

    @Test
    void batch_takesAtMostHalfOfTheTimeGiven() {
        for (int i = 0; i < 60; i++) {
            bench.queue(bench.work("w").costPerRow(10).deadline(20 * MILLI));
        }
        assertThat(bench.run(1)).hasSize(9);
    }

    @Test
    void padding_dearerThanABatchOfItsOwn_isNotMerged() {
        bench.queue(bench.work("ten").lengths(10));
        bench.queue(bench.work("fifteen").lengths(15));
        bench.queue(bench.work("thirty").lengths(30));
        Batch<FakeWork> batch = Objects.requireNonNull(bench.poll(0));
        assertThat(batch.works()).extracting(work -> work.name).containsExactly("ten", "fifteen");
        assertThat(batch.cost()).isEqualTo(30);
        assertThat(batch.ownCost()).isEqualTo(25);
    }

    @Test
    void lateHeadOfABusyFlow_whoseBatchWouldBeTiny_isDropped() {
        FakeWork late = bench.queue(bench.work("late").deadline(30 * MILLI).latestStart(29 * MILLI));
        bench.ticker.advance(28 * MILLI);
        for (int i = 0; i < 100; i++) {
            bench.queue(bench.work("w").deadline(80 * MILLI).latestStart(79 * MILLI));
        }
        assertThat(bench.run(1)).hasSize(64);
        assertThat(late.reason).hasValue(DropReason.HOPELESS);
    }

    @Test
    void lateHeadOfAQuietFlow_isRunHoweverSmallItsBatch() {
        FakeWork late = bench.queue(bench.work("late").deadline(30 * MILLI).latestStart(29 * MILLI));
        bench.ticker.advance(28 * MILLI);
        for (int i = 0; i < 100; i++) {
            bench.queue(bench.work("w").tenant("flood").costPerRow(1));
        }
        assertThat(bench.run(1)).contains("late");
        assertThat(late.ends()).isEqualTo(1);
    }

    /** Texts of 3 to 77 tokens, 64 always waiting: near the time of a loop that batches by length, which waits for it. */
    @Test
    void mixedLengths_saturated_padLittle() {
        Random random = new Random(7);
        for (int i = 0; i < 64; i++) {
            text(random);
        }
        long padded = 0;
        long own = 0;
        int batches = 0;
        while (own < 200_000) {
            Batch<FakeWork> batch = Objects.requireNonNull(bench.poll(0));
            batches++;
            padded += batch.cost();
            own += batch.ownCost();
            bench.dispatcher.finished(bench.lanes.get(0), batch, 0, MILLI + batch.cost() * MILLI / 10);
            batch.works().forEach(work -> text(random));
        }
        double took = batches + padded / 10.0;
        double byLength = own / 616.0 + own / 10.0;
        assertThat(byLength / took).isGreaterThanOrEqualTo(0.9);
    }

    private void text(Random random) {
        bench.queue(bench.work("t").lengths(3 + random.nextInt(75)));
    }

    static Bench bench(BatchPolicy policy, long alpha, long beta) {
        LinearProfile profile = new LinearProfile();
        for (int i = 1; i <= 20; i++) {
            profile.record(i, alpha + beta * i);
        }
        return new Bench(DispatcherTest.book(policy, profile), QueueBounds.NONE, DeviceGate.open(), 1);
    }
}

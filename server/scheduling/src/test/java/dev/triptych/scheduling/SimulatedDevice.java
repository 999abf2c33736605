package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A device of two lanes on virtual time under a random mix of offers, cancels, withdrawals and pauses, that checks each
 * batch as it is bound. Seeded: equal seeds give equal runs.
 */
final class SimulatedDevice {
    private static final BatchPolicy POLICY = new BatchPolicy(6, 60, 1.5, new QueueBounds(20, 400));

    private record Running(Batch<FakeWork> batch, long started, long ends) {}

    final Bench bench = new Bench(key -> POLICY, new QueueBounds(40, 2_000), DeviceGate.open(), 2);
    final List<FakeWork> admitted = new ArrayList<>();
    final List<FakeWork> refused = new ArrayList<>();
    private final List<Admission.Admitted> permits = new ArrayList<>();
    private final Running[] running = new Running[2];
    private final Random random;

    SimulatedDevice(long seed) {
        random = new Random(seed);
    }

    void steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
            checkBounds();
        }
    }

    private void step() {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> offer();
            case 4, 5, 6 -> turn(random.nextInt(2));
            case 7 -> bench.ticker.advance(random.nextInt(40));
            case 8 -> cancel();
            default -> withdraw();
        }
    }

    private void offer() {
        FakeWork work = bench.work("w" + (admitted.size() + refused.size()))
                .key("key" + random.nextInt(3))
                .tenant("tenant" + random.nextInt(4))
                .lengths(1 + random.nextInt(8), 1 + random.nextInt(2))
                .rows(1 + random.nextInt(7))
                .startTag(random.nextInt(20));
        if (random.nextBoolean()) {
            work.latestStart(bench.ticker.nanos() + random.nextInt(200) - 10);
        }
        Admission admission =
                random.nextInt(8) == 0 ? bench.dispatcher.offerAdmitted(work) : bench.dispatcher.offer(work);
        if (admission instanceof Admission.Admitted permit) {
            admitted.add(work);
            permits.add(permit);
        } else {
            refused.add(work);
        }
    }

    /** Ends what the lane runs, once its time has come, or lets it poll. */
    private void turn(int lane) {
        Running current = running[lane];
        if (current == null) {
            Batch<FakeWork> batch = bench.poll(lane);
            if (batch != null) {
                check(batch);
                running[lane] = new Running(batch, bench.ticker.nanos(), bench.ticker.nanos() + batch.cost());
            }
        } else if (current.ends() <= bench.ticker.nanos()) {
            bench.dispatcher.finished(bench.lanes.get(lane), current.batch(), current.started(), bench.ticker.nanos());
            running[lane] = null;
        }
    }

    private void cancel() {
        if (!admitted.isEmpty()) {
            admitted.get(random.nextInt(admitted.size())).live = false;
        }
    }

    private void withdraw() {
        if (!permits.isEmpty()) {
            int index = random.nextInt(permits.size());
            int before = admitted.get(index).ends();
            boolean withdrawn = permits.get(index).withdraw();
            assertThat(withdrawn).isEqualTo(before == 0);
        }
    }

    private void check(Batch<FakeWork> batch) {
        int rows = 0;
        long cost = 0;
        long own = 0;
        for (FakeWork work : batch.works()) {
            assertThat(work.live).isTrue();
            assertThat(work.latestStart).isGreaterThanOrEqualTo(bench.ticker.nanos());
            assertThat(work.key).isEqualTo(batch.key());
            assertThat(Lengths.covers(batch.lengths(), work.bucket().lengths())).isTrue();
            rows += work.rows;
            cost += work.cost(batch.lengths());
            own += work.ownCost();
        }
        assertThat(batch.rows()).isEqualTo(rows).isLessThanOrEqualTo(POLICY.maxRows());
        assertThat(batch.cost()).isEqualTo(cost);
        assertThat(batch.cost() <= POLICY.maxCost() || batch.works().size() == 1)
                .isTrue();
        assertThat((double) cost).isLessThanOrEqualTo(own * POLICY.maxMergeRatio());
    }

    private void checkBounds() {
        long waiting = admitted.stream().filter(work -> work.ends() == 0).count();
        assertThat(bench.dispatcher.queued()).isEqualTo((int) waiting);
    }

    /** Drains: refuses new work, runs what waits to its end. Fails if that takes more turns than there were works. */
    void drain() {
        bench.dispatcher.drain();
        int turns = 0;
        while (bench.dispatcher.queued() > 0 || bench.dispatcher.running() > 0) {
            assertThat(turns++).isLessThanOrEqualTo(2 * admitted.size() + 4);
            bench.ticker.advance(1_000);
            turn(0);
            turn(1);
        }
    }
}

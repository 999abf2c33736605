package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A device whose batches take 1 ms and 0.185 ms an item, under more than it can do, with deadlines of 15 ms. */
final class OverloadTest {
    private static final long MICRO = 1_000;
    private static final long ALPHA = 1_000 * MICRO;
    private static final long BETA = 185 * MICRO;
    private static final long SLO = 15_000 * MICRO;
    private static final double PEAK_PER_MILLI = 64 / (1 + 64 * 0.185);
    private static final long END = 2_000_000 * MICRO;

    /** The longest batch that may be: half of the time that each has. */
    private static final long FULL = SLO / 2;

    private final Bench bench = AssemblyTest.bench(new BatchPolicy(64, 64, 1, QueueBounds.NONE), ALPHA, BETA);
    private final Random random = new Random(11);
    private int refusedLight;
    private int light;
    private int inTime;
    private int lightInTime;
    private int dropped;

    @Test
    void threeTimesTheCapacity_admittedByTime_keepsNineTenthsOfThePeak() {
        run(3, true, 0);
        assertThat(goodput()).isGreaterThanOrEqualTo(0.9);
        assertThat(dropped).isLessThanOrEqualTo(inTime / 20);
    }

    @Test
    void threeTimesTheCapacity_nobodyRefused_dropsInsteadOfRunningLate() {
        run(3, false, 0);
        assertThat(goodput()).isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void lightTenant_besideAFlood_isNeverRefusedAndInTime() {
        run(3, true, 0.05);
        assertThat(light).isPositive();
        assertThat(refusedLight).isZero();
        assertThat((double) lightInTime / light).isGreaterThanOrEqualTo(0.99);
    }

    private double goodput() {
        return inTime / (END / (1_000.0 * MICRO)) / PEAK_PER_MILLI;
    }

    private void run(double load, boolean admit, double lightShare) {
        double gap = 1_000 * MICRO / (load * PEAK_PER_MILLI);
        double arrival = 0;
        Batch<FakeWork> running = null;
        long started = 0;
        while (arrival < END) {
            long ends = running == null ? Long.MAX_VALUE : started + ALPHA + BETA * running.rows();
            if (arrival <= ends) {
                bench.ticker.advanceTo((long) arrival);
                offer(admit, random.nextDouble() < lightShare);
                arrival += -gap * Math.log(1 - random.nextDouble());
            } else if (running != null) {
                bench.ticker.advanceTo(ends);
                running.works().forEach(work -> count(work, ends));
                bench.dispatcher.finished(bench.lanes.get(0), running, started, ends);
                running = null;
            }
            if (running == null) {
                started = bench.ticker.nanos();
                running = bench.poll(0);
            }
        }
    }

    private void offer(boolean admit, boolean fromLight) {
        long deadline = bench.ticker.nanos() + SLO;
        FakeWork work = bench.work("w")
                .tenant(fromLight ? "light" : "flood")
                .deadline(deadline)
                .latestStart(deadline - ALPHA - BETA);
        light += fromLight ? 1 : 0;
        long finish = bench.dispatcher.finishNanos(
                bench.group, new Arrival(work.flow, 0, ALPHA + BETA, FULL, work.latestStart));
        if (admit && finish > deadline) {
            refusedLight += fromLight ? 1 : 0;
            return;
        }
        work.onDrop = () -> dropped++;
        bench.dispatcher.offer(work);
    }

    private void count(FakeWork work, long ended) {
        if (ended <= work.deadline) {
            inTime++;
            lightInTime += work.flow.tenant().equals("light") ? 1 : 0;
        }
    }
}

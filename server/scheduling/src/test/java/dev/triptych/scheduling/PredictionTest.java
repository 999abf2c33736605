package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

final class PredictionTest {
    private static final Flow ME = new Flow("me", "model");
    private static final BatchPolicy SINGLE = BatchPolicy.single(QueueBounds.NONE);

    private Bench bench = bench(DeviceGate.open(), 1);

    @BeforeTry
    void fresh() {
        bench = bench(DeviceGate.open(), 1);
    }

    @Example
    void finishNanos_idle_isTheServiceAlone() {
        assertThat(bench.dispatcher.finishNanos(ME, 0, 700)).isEqualTo(700);
        assertThat(bench.dispatcher.finishNanos(ME, 1_000, 700)).isEqualTo(1_700);
    }

    @Example
    void finishNanos_ownBacklogAndWhatRuns_areBefore() {
        queue("me", 3);
        Objects.requireNonNull(bench.poll(0));
        bench.ticker.advance(400);
        assertThat(bench.dispatcher.finishNanos(ME, 0, 1_000)).isEqualTo(1_000 + 2_000 + 1_000);
    }

    @Example
    void finishNanos_othersBacklog_countsAsFarAsTheirShareReaches() {
        queue("flood", 500);
        assertThat(bench.dispatcher.finishNanos(ME, 0, 1_000)).isEqualTo(2_000);
        queue("me", 4);
        assertThat(bench.dispatcher.finishNanos(ME, 0, 1_000)).isEqualTo(10_000);
    }

    @Example
    void finishNanos_twoLanes_halveTheWait() {
        Bench two = bench(DeviceGate.open(), 2);
        for (int i = 0; i < 8; i++) {
            two.queue(two.work("w").tenant("me"));
        }
        assertThat(two.dispatcher.finishNanos(ME, 0, 1_000)).isEqualTo(4_000 + 1_000);
    }

    @Example
    void finishNanos_lanesThatTakeTurns_doNotHalveIt() {
        Bench turns = bench(new StagingGate(10), 2);
        for (int i = 0; i < 8; i++) {
            turns.queue(turns.work("w").tenant("me"));
        }
        assertThat(turns.dispatcher.finishNanos(ME, 0, 1_000)).isEqualTo(9_000);
    }

    @Example
    void promise_open_countsUntilClosed() {
        Promise promise = bench.dispatcher.promise(ME, 5_000);
        assertThat(bench.dispatcher.finishNanos(ME, 0, 1_000)).isEqualTo(6_000);
        promise.close();
        promise.close();
        assertThat(bench.dispatcher.finishNanos(ME, 0, 1_000)).isEqualTo(1_000);
    }

    /** What is due later in its own flow does not stand before urgent work, and earlier promises do. */
    @Example
    void finishNanos_urgentWork_onlyWhatIsDueBeforeCounts() {
        long second = 1_000_000_000;
        for (int i = 0; i < 100; i++) {
            bench.queue(bench.work("bulk").tenant("me").latestStart(60 * second));
        }
        Arrival urgent = new Arrival(ME, 0, 1_000, Long.MAX_VALUE, second);
        assertThat(bench.dispatcher.finishNanos(bench.group, urgent)).isEqualTo(1_000);
        assertThat(bench.dispatcher.finishNanos(bench.group, ME, 0, 1_000)).isEqualTo(101_000);
        Promise sooner = bench.dispatcher.promise(bench.group, ME, 5_000, second / 2);
        Promise later = bench.dispatcher.promise(bench.group, ME, 7_000, 10 * second);
        assertThat(bench.dispatcher.finishNanos(bench.group, urgent)).isEqualTo(6_000);
        sooner.close();
        later.close();
        bench.ticker.advance(59 * second);
        Arrival last = new Arrival(ME, 0, 1_000, Long.MAX_VALUE, 60 * second);
        assertThat(bench.dispatcher.finishNanos(bench.group, last)).isEqualTo(59 * second + 101_000);
    }

    /** The sums over slots are those of a plain list, whatever is added, taken back and asked as time goes on. */
    @Property(tries = 60)
    void dueTimes_anyRun_areThePlainSums(@ForAll long seed) {
        Random random = new Random(seed);
        DueTimes times = new DueTimes();
        List<long[]> plain = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 300; i++) {
            now += random.nextLong(400_000_000);
            long since = now;
            plain.removeIf(due -> {
                boolean past = due[0] < DueTimes.slot(since, since);
                if (past) {
                    times.add(due[0], (double) -due[1]);
                }
                return past;
            });
            long slot = DueTimes.slot(now + random.nextLong(DueTimes.HORIZON_NANOS * 5 / 4), now);
            if (slot != DueTimes.FAR) {
                long[] due = {slot, random.nextInt(1_000)};
                plain.add(due);
                times.add(due[0], (double) due[1]);
                double expected = plain.stream()
                        .filter(other -> other[0] <= slot)
                        .mapToLong(other -> other[1])
                        .sum();
                assertThat(times.until(slot, now)).isCloseTo(expected, within(0.01));
            }
        }
    }

    @Example
    void promise_deviceUnknown_isADefect() {
        LaneGroup other = new LaneGroup("other", DeviceGate.open());
        assertThatThrownBy(() -> bench.dispatcher.promise(other, ME, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bench.dispatcher.finishNanos(other, ME, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever mix of tenants waits, the predicted finish is never before the true one, nor far after it. */
    @Property(tries = 60)
    void finishNanos_anyBacklogs_boundsTheTruth(
            @ForAll @IntRange(min = 0, max = 30) int mine,
            @ForAll @IntRange(min = 0, max = 60) int first,
            @ForAll @IntRange(min = 0, max = 60) int second) {
        Bench device = bench(DeviceGate.open(), 1);
        for (int i = 0; i < 60; i++) {
            if (i < first) {
                device.queue(device.work("w").tenant("first"));
            }
            if (i < second) {
                device.queue(device.work("w").tenant("second"));
            }
            if (i < mine) {
                device.queue(device.work("w").tenant("me"));
            }
        }
        long predicted = device.dispatcher.finishNanos(ME, 0, 1_000);
        device.queue(device.work("probe").tenant("me"));
        while (!device.run(1_000).contains("probe")) {
            assertThat(device.ticker.nanos()).isLessThanOrEqualTo(predicted);
        }
        assertThat(device.ticker.nanos()).isBetween(predicted - 2_000, predicted + 2_000);
    }

    private void queue(String tenant, int count) {
        for (int i = 0; i < count; i++) {
            bench.queue(bench.work("w").tenant(tenant));
        }
    }

    private static Bench bench(DeviceGate gate, int lanes) {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 5; i++) {
            profile.record(1, 1_000);
        }
        return new Bench(DispatcherTest.book(SINGLE, profile), QueueBounds.NONE, gate, lanes);
    }
}

package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class DispatcherPropertyTest {
    @Property(tries = 200)
    void anyRun_drained_eachAdmittedWorkEndedOnce(@ForAll long seed) {
        SimulatedDevice device = new SimulatedDevice(seed);
        device.steps(300);
        device.drain();
        assertThat(device.admitted).isNotEmpty().allSatisfy(work -> assertThat(work.ends())
                .isEqualTo(1));
        assertThat(device.refused).allSatisfy(work -> assertThat(work.ends()).isZero());
        assertThat(device.bench.refusal(device.bench.work("new"))).isEqualTo(Admission.Reason.DRAINING);
        assertThat(device.bench.faults).isEmpty();
    }

    @Property(tries = 50)
    void anyRun_closed_eachAdmittedWorkEndedOnce(@ForAll long seed) {
        SimulatedDevice device = new SimulatedDevice(seed);
        device.steps(150);
        device.bench.dispatcher.close();
        assertThat(device.admitted).allSatisfy(work -> assertThat(work.ends()).isEqualTo(1));
        assertThat(device.bench.dispatcher.queued()).isZero();
    }

    /** Two flows of any item times, both always waiting: their use of the device stays within two batches. */
    @Property(tries = 100)
    void twoBusyFlows_anyItemTimes_shareDeviceTimeEvenly(
            @ForAll @IntRange(min = 1, max = 400) int nanosA, @ForAll @IntRange(min = 1, max = 400) int nanosB) {
        Bench bench = new Bench(BatchPolicy.single(QueueBounds.NONE));
        Map<String, Long> used = new HashMap<>(Map.of("a", 0L, "b", 0L));
        for (int i = 0; i < 500; i++) {
            bench.queue(bench.work("a").key("a").tenant("a").costPerRow(nanosA));
            bench.queue(bench.work("b").key("b").tenant("b").costPerRow(nanosB));
        }
        long slice = Math.max(nanosA, nanosB);
        for (int i = 0; i < 400; i++) {
            String name = bench.runOne(work -> work.costPerRow);
            used.merge(name, name.equals("a") ? (long) nanosA : nanosB, Long::sum);
            if (bench.offered("a") > 0 && bench.offered("b") > 0) {
                assertThat(Math.abs(used.get("a") - used.get("b"))).isLessThanOrEqualTo(2 * slice);
            }
        }
    }

    /** A flood that began earlier does not make a light tenant wait for more than the batch that runs. */
    @Property(tries = 50)
    void lightFlow_besideAFlood_isServedNext(@ForAll @IntRange(min = 1, max = 300) int before) {
        Bench bench = new Bench(BatchPolicy.single(QueueBounds.NONE));
        for (int i = 0; i < 400; i++) {
            bench.queue(
                    bench.work("flood").tenant("flood").latestStart(1_000_000).costPerRow(100));
        }
        for (int i = 0; i < before; i++) {
            bench.run(100);
        }
        bench.queue(bench.work("light").tenant("light").costPerRow(100));
        List<String> next = new ArrayList<>(bench.run(100));
        next.addAll(bench.run(100));
        assertThat(next).contains("light");
    }

    /** What a batch cost its flows is what the device spent, however wrong the estimate was. */
    @Property(tries = 50)
    void wrongEstimates_corrected_sharesStayEven(@ForAll @IntRange(min = 1, max = 50) int factor) {
        Bench bench = new Bench(BatchPolicy.single(QueueBounds.NONE));
        for (int i = 0; i < 300; i++) {
            bench.queue(bench.work("a").key("a").tenant("a").costPerRow(10));
            bench.queue(bench.work("b").key("b").tenant("b").costPerRow(10));
        }
        long[] used = new long[2];
        for (int i = 0; i < 300; i++) {
            String name = bench.runOne(work -> work.name.equals("a") ? 10L * factor : 10L);
            used[name.equals("a") ? 0 : 1] += name.equals("a") ? 10L * factor : 10L;
            if (bench.offered("a") > 0 && bench.offered("b") > 0) {
                assertThat(Math.abs(used[0] - used[1])).isLessThanOrEqualTo(20L * factor + 20);
            }
        }
    }
}

package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

final class FairSharesTest {
    private static final double TENTH = 0.1;

    private FakeWeights weights = new FakeWeights();
    private Bench bench = new Bench(weights, BatchPolicy.single(QueueBounds.NONE));
    private Map<String, Double> used = new HashMap<>();

    @BeforeTry
    void fresh() {
        weights = new FakeWeights();
        bench = new Bench(weights, BatchPolicy.single(QueueBounds.NONE));
        used = new HashMap<>();
    }

    /** Two busy tenants of any weights whose items differ up to 1:200 in cost: device time is as their weights. */
    @Property(tries = 25)
    void busyTenants_anyWeightsAndCosts_shareByWeight(
            @ForAll @IntRange(min = 1, max = 10) int weight,
            @ForAll @IntRange(min = 1, max = 200) int costA,
            @ForAll @IntRange(min = 1, max = 200) int costB) {
        weights.tenants.put("a", (double) weight);
        keepBusy(new Flow("a", "m1"), costA);
        keepBusy(new Flow("b", "m2"), costB);
        run(60_000);
        assertThat(share("a") / share("b")).isCloseTo(weight, within(weight * TENTH));
    }

    /** Flows of one tenant share by model weight times priority weight. */
    @Property(tries = 20)
    void flowsOfATenant_weightsAndPriorities_shareByTheProduct(
            @ForAll @IntRange(min = 1, max = 5) int weight,
            @ForAll Priority priority,
            @ForAll @IntRange(min = 1, max = 50) int cost) {
        weights.models.put("m1", (double) weight);
        keepBusy(new Flow("a", "m1", priority), cost);
        keepBusy(new Flow("a", "m2"), 10);
        run(60_000);
        double due = weight * priority.weight();
        assertThat(used.get("a/m1/" + priority) / used.get("a/m2/NORMAL")).isCloseTo(due, within(due * TENTH));
    }

    /** A tenant gets no more for having many models, and none of its priorities takes from another tenant. */
    @Property(tries = 20)
    void tenantOfManyModels_besideATenantOfOne_getsTheSame(
            @ForAll @IntRange(min = 2, max = 10) int models, @ForAll Priority priority) {
        for (int i = 0; i < models; i++) {
            keepBusy(new Flow("many", "m" + i, priority), 10 + i);
        }
        keepBusy(new Flow("one", "m", Priority.LOW), 10);
        run(60_000);
        assertThat(share("many") / share("one")).isCloseTo(1, within(TENTH));
    }

    /** Whoever was idle while another was served is not owed anything for it. */
    @Property(tries = 20)
    void tenantBackFromIdleness_anyPause_earnsNothing(@ForAll @IntRange(min = 0, max = 50_000) int pause) {
        keepBusy(new Flow("a", "m"), 10);
        run(pause);
        used.clear();
        keepBusy(new Flow("b", "m2"), 10);
        run(2_000);
        assertThat(share("b") - share("a")).isCloseTo(0, within(20.0));
    }

    /** The same inside a tenant. */
    @Property(tries = 20)
    void flowBackFromIdleness_anyPause_earnsNothing(@ForAll @IntRange(min = 0, max = 50_000) int pause) {
        keepBusy(new Flow("a", "m"), 10);
        keepBusy(new Flow("b", "m"), 10);
        run(pause);
        used.clear();
        keepBusy(new Flow("a", "m2"), 10);
        run(4_000);
        assertThat(used.get("a/m2/NORMAL") - used.get("a/m/NORMAL")).isCloseTo(0, within(20.0));
    }

    /** One clock over all bands: what a tenant uses in the first counts in the last. */
    @Example
    void tenantInAnEarlyBand_besideOneInALate_paysForBoth() {
        keepBusy(new Flow("a", "m"), 10, 0);
        keepBusy(new Flow("a", "m"), 10, 2);
        keepBusy(new Flow("b", "m"), 10, 2);
        run(16_000);
        // Every sixteenth turn is the late band's, and all of it b's until b has caught up.
        assertThat(share("b")).isGreaterThanOrEqualTo(900);
        assertThat(used.getOrDefault("a/m/NORMAL/2", 0.0)).isLessThanOrEqualTo(20);
    }

    @Example
    void weightsChanged_whileBusy_holdFromThenOn() {
        keepBusy(new Flow("a", "m1"), 10);
        keepBusy(new Flow("b", "m2"), 10);
        run(10_000);
        weights.tenants.put("a", 4.0);
        used.clear();
        run(50_000);
        assertThat(share("a") / share("b")).isCloseTo(4, within(0.4));
    }

    @Example
    void brokenWeights_aNumberOfNoSense_stillServesAll() {
        weights.tenants.put("a", Double.NaN);
        weights.tenants.put("b", -3.0);
        weights.tenants.put("c", 0.0);
        keepBusy(new Flow("a", "m"), 10);
        keepBusy(new Flow("b", "m"), 10);
        keepBusy(new Flow("c", "m"), 10);
        run(30_000);
        assertThat(used.keySet()).contains("a", "b", "c");
    }

    /** In a batch of many, the tenant that used least has its works in first. */
    @Example
    void sharedBatch_fullerThanTheCap_slotsGoToWhoUsedLeast() {
        Bench shared = new Bench(weights, new BatchPolicy(4, 1_000, 1, QueueBounds.NONE));
        for (int i = 0; i < 8; i++) {
            shared.queue(shared.work("flood").tenant("flood"));
        }
        assertThat(shared.run(100)).hasSize(4);
        shared.queue(shared.work("light").tenant("light"));
        shared.queue(shared.work("light").tenant("light"));
        assertThat(shared.run(100)).containsExactly("light", "light", "flood", "flood");
    }

    /** Names come from callers: a tenant that came once is not remembered for ever. */
    @Example
    void tenants_thatCameOnceEach_areForgotten() {
        int most = 0;
        for (int i = 0; i < 20_000; i++) {
            most = Math.max(most, once("t" + i));
        }
        assertThat(most).isLessThanOrEqualTo(4_100);
    }

    /** The same while another is busy all the time. */
    @Example
    void tenants_thatCameOnceEachBesideABusyOne_areForgotten() {
        keepBusy(new Flow("busy", "m"), 10);
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            most = Math.max(most, once("t" + i));
            run(100);
        }
        assertThat(most).isLessThanOrEqualTo(4_200);
    }

    /** A tenant that is served at the moment keeps its account. */
    @Example
    void tenant_servedWhileOthersAreForgotten_paysForIt() {
        FakeWork work = bench.work("w").tenant("first").costPerRow(10);
        bench.queue(work);
        Batch<FakeWork> batch = Objects.requireNonNull(bench.poll(0));
        for (int i = 0; i < 5_000; i++) {
            once("t" + i);
        }
        bench.dispatcher.finished(bench.lanes.get(0), batch, 0, 10_000);
        bench.queue(bench.work("later").tenant("first").key("k1"));
        bench.queue(bench.work("other").tenant("other").key("k2"));
        assertThat(bench.runOne(next -> 1)).isEqualTo("other");
    }

    /** Offers one work and has it run; how many tenants are remembered meanwhile. */
    private int once(String tenant) {
        FakeWork work = bench.work("once").tenant(tenant).costPerRow(10);
        if (!(bench.dispatcher.offer(work) instanceof Entry<?> entry)) {
            throw new AssertionError("refused");
        }
        int tenants = entry.device.clock.tenants();
        bench.run(10);
        return tenants;
    }

    /** What a batch takes is charged when it starts, also where its queue has none measured yet but the profile has. */
    @Example
    void newKeys_knownProfile_areChargedBeforeTheyEnd() {
        LinearProfile profile = new LinearProfile();
        for (int i = 1; i <= 20; i++) {
            profile.record(i, 1_000 + 100 * i);
        }
        BatchPolicy single = BatchPolicy.single(QueueBounds.NONE);
        Bench two = new Bench(DispatcherTest.book(single, profile), QueueBounds.NONE, DeviceGate.open(), 2);
        two.queue(two.work("old").tenant("old").key("old"));
        assertThat(two.run(1_100)).containsExactly("old");
        for (int i = 0; i < 3; i++) {
            two.queue(two.work("new").tenant("new").key("new" + i).costPerRow(2));
            two.queue(two.work("old").tenant("old").key("old"));
        }
        assertThat(Objects.requireNonNull(two.poll(0)).works().get(0).name).isEqualTo("new");
        assertThat(Objects.requireNonNull(two.poll(1)).works().get(0).name).isEqualTo("old");
    }

    private void keepBusy(Flow flow, int cost) {
        keepBusy(flow, cost, 0);
    }

    private void keepBusy(Flow flow, int cost, int band) {
        for (int i = 0; i < 2; i++) {
            offer(flow, cost, band);
        }
    }

    private void offer(Flow flow, int cost, int band) {
        FakeWork work = bench.work("w").key(flow + "/" + band).costPerRow(cost).band(band);
        work.flow = flow;
        bench.queue(work);
    }

    /** Runs for so long; each work that is taken is replaced by another like it. */
    private void run(long nanos) {
        long until = bench.ticker.nanos() + nanos;
        while (bench.ticker.nanos() < until) {
            Batch<FakeWork> batch = Objects.requireNonNull(bench.poll(0));
            FakeWork work = batch.works().get(0);
            long started = bench.ticker.nanos();
            offer(work.flow, (int) work.costPerRow, work.band);
            bench.ticker.advance(work.costPerRow);
            bench.dispatcher.finished(bench.lanes.get(0), batch, started, bench.ticker.nanos());
            String flow = work.flow.tenant() + "/" + work.flow.model() + "/" + work.flow.priority();
            used.merge(work.flow.tenant(), (double) work.costPerRow, Double::sum);
            used.merge(flow, (double) work.costPerRow, Double::sum);
            used.merge(flow + "/" + work.band, (double) work.costPerRow, Double::sum);
        }
    }

    private double share(String tenant) {
        return used.getOrDefault(tenant, 0.0);
    }
}

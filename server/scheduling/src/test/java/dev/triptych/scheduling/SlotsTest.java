package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

final class SlotsTest {
    private FakeTicker ticker = new FakeTicker();
    private List<Throwable> faults = new ArrayList<>();
    private FakeWeights weights = new FakeWeights();

    @BeforeTry
    void fresh() {
        ticker = new FakeTicker();
        faults = new ArrayList<>();
        weights = new FakeWeights();
    }

    /** Under any mix of requests, cancels and returns: no slot twice, none lost, each request ends once. */
    @Property(tries = 40)
    void anyRun_slotsAreHeldOnceAndAllComeBack(@ForAll @IntRange(min = 1, max = 8) int count, @ForAll long seed) {
        Slots slots = slots(count);
        Random random = new Random(seed);
        List<Slots.Grant> open = new ArrayList<>();
        List<Admission.Admitted> permits = new ArrayList<>();
        AtomicInteger ends = new AtomicInteger();
        int admitted = 0;
        for (int i = 0; i < 300; i++) {
            ticker.advance(random.nextInt(20));
            int turn = random.nextInt(10);
            if (turn < 5) {
                FakeWork scope = scope("t" + random.nextInt(3));
                if (random.nextInt(4) == 0) {
                    scope.latestStart = ticker.nanos() + random.nextInt(60);
                }
                Admission answer = slots.acquire(
                        scope,
                        1 + random.nextInt(count),
                        grant -> {
                            open.add(grant);
                            ends.incrementAndGet();
                        },
                        reason -> ends.incrementAndGet());
                admitted += answer instanceof Admission.Admitted ? 1 : 0;
                if (answer instanceof Admission.Admitted permit) {
                    permits.add(permit);
                }
            } else if (turn < 8 && !open.isEmpty()) {
                Slots.Grant grant = open.remove(random.nextInt(open.size()));
                grant.close();
                grant.close();
            } else if (!permits.isEmpty()) {
                boolean unused = permits.get(random.nextInt(permits.size())).withdraw();
            }
            check(slots, open);
        }
        while (!open.isEmpty()) {
            open.remove(0).close();
            check(slots, open);
        }
        assertThat(slots.waiting()).isZero();
        assertThat(slots.free()).isEqualTo(count);
        assertThat(ends.get()).isEqualTo(admitted);
        assertThat(faults).isEmpty();
    }

    private static void check(Slots slots, List<Slots.Grant> open) {
        Set<Integer> held = new HashSet<>();
        for (Slots.Grant grant : open) {
            Arrays.stream(grant.slots())
                    .forEach(slot -> assertThat(held.add(slot)).isTrue());
        }
        assertThat(held).allMatch(slot -> slot >= 0 && slot < slots.count());
        assertThat(slots.free()).isEqualTo(slots.count() - held.size());
    }

    /** Busy tenants hold slots for times in the proportion of their weights, whatever they ask for at a time. */
    @Property(tries = 12)
    void busyTenants_anyWeightsAndBeams_shareSlotTime(
            @ForAll @IntRange(min = 1, max = 4) int weight,
            @ForAll @IntRange(min = 1, max = 4) int beams,
            @ForAll @IntRange(min = 1, max = 50) int steps) {
        Slots slots = slots(4);
        weights.tenants.put("a", (double) weight);
        Map<String, Double> used = new HashMap<>();
        List<Held> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ask(slots, "a", beams, steps, open);
            ask(slots, "b", 1, 10, open);
        }
        while (ticker.nanos() < 60_000) {
            Held first = open.stream()
                    .min((left, right) -> Long.compare(left.until, right.until))
                    .orElseThrow();
            ticker.advanceTo(Math.max(ticker.nanos(), first.until));
            open.remove(first);
            used.merge(first.tenant, (double) first.steps * first.slots, Double::sum);
            ask(slots, first.tenant, first.slots, first.steps, open);
            first.grant.close();
        }
        assertThat(used.get("a") / used.get("b")).isCloseTo(weight, within(weight * 0.1));
    }

    private record Held(String tenant, int slots, int steps, long until, Slots.Grant grant) {}

    private void ask(Slots slots, String tenant, int count, int steps, List<Held> open) {
        Admission unused = slots.acquire(
                scope(tenant),
                count,
                grant -> open.add(new Held(tenant, count, steps, ticker.nanos() + steps, grant)),
                reason -> {});
    }

    @Example
    void wideRequest_besideNarrowOnes_isNotOvertakenForEver() {
        Slots slots = slots(4);
        List<Slots.Grant> narrow = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Admission unused = slots.acquire(scope("n"), 1, narrow::add, reason -> {});
        }
        List<Slots.Grant> wide = new ArrayList<>();
        Admission asked = slots.acquire(scope("w"), 4, wide::add, reason -> {});
        Admission after = slots.acquire(scope("n"), 1, narrow::add, reason -> {});
        narrow.remove(0).close();
        assertThat(narrow).hasSize(3);
        assertThat(slots.free()).isEqualTo(1);
        List.copyOf(narrow).forEach(Slots.Grant::close);
        assertThat(wide).hasSize(1);
        assertThat(wide.get(0).slots()).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(List.of(asked, after)).allMatch(Admission.Admitted.class::isInstance);
    }

    @Example
    void wideRequestWithdrawn_whatStoodBehindItGoesOn() {
        Slots slots = slots(2);
        List<Slots.Grant> granted = new ArrayList<>();
        Admission first = slots.acquire(scope("a"), 1, granted::add, reason -> {});
        Admission.Admitted wide = (Admission.Admitted) slots.acquire(scope("a"), 2, granted::add, reason -> {});
        Admission last = slots.acquire(scope("a"), 1, granted::add, reason -> {});
        assertThat(granted).hasSize(1);
        assertThat(wide.withdraw()).isTrue();
        assertThat(granted).hasSize(2);
        assertThat(List.of(first, last)).allMatch(Admission.Admitted.class::isInstance);
    }

    @Example
    void moreThanThereAre_isRefused() {
        Admission answer = slots(2).acquire(scope("a"), 3, grant -> {}, reason -> {});
        assertThat(((Admission.Refused) answer).reason()).isEqualTo(Admission.Reason.TOO_LARGE);
    }

    @Example
    void granted_throws_slotsComeBackAndItIsReported() {
        Slots slots = slots(2);
        Admission unused = slots.acquire(
                scope("a"),
                2,
                grant -> {
                    throw new IllegalStateException("a caller that throws");
                },
                reason -> {});
        assertThat(slots.free()).isEqualTo(2);
        assertThat(faults).hasSize(1);
    }

    /** Not only exceptions: an error must not leave the arena as if somebody still gave slots out. */
    @Example
    void grantedThrowsAnError_theNextIsServed() {
        Slots slots = slots(2);
        Admission unused = slots.acquire(
                scope("a"),
                2,
                grant -> {
                    throw new AssertionError("a caller that throws");
                },
                reason -> {});
        List<Slots.Grant> granted = new ArrayList<>();
        Admission next = slots.acquire(scope("a"), 2, granted::add, reason -> {});
        assertThat(next).isInstanceOf(Admission.Admitted.class);
        assertThat(granted).hasSize(1);
        assertThat(faults).hasSize(1);
    }

    @Example
    void close_waiting_isDroppedAndHeldComesBack() {
        Slots slots = slots(1);
        List<Slots.Grant> granted = new ArrayList<>();
        List<DropReason> dropped = new ArrayList<>();
        Admission held = slots.acquire(scope("a"), 1, granted::add, dropped::add);
        Admission waits = slots.acquire(scope("a"), 1, granted::add, dropped::add);
        slots.close();
        granted.get(0).close();
        assertThat(dropped).containsExactly(DropReason.DRAINED);
        assertThat(slots.free()).isEqualTo(1);
        assertThat(List.of(held, waits)).allMatch(Admission.Admitted.class::isInstance);
    }

    private Slots slots(int count) {
        return new Slots(
                "arena", count, ticker, weights, new QueueBounds(200, 10_000), (where, fault) -> faults.add(fault));
    }

    private static FakeWork scope(String tenant) {
        return new FakeWork("scope", new LaneGroup("none", DeviceGate.open())).tenant(tenant);
    }
}

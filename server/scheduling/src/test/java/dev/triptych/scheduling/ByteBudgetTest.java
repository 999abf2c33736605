package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class ByteBudgetTest {
    @Property(tries = 200)
    void anyReservations_conserveBytes(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 150) Integer> requests,
            @ForAll @IntRange(min = 0, max = 100) int kept) {
        ByteBudget budget = new ByteBudget(100);
        List<ByteGrant.Reservation> open = new ArrayList<>();
        for (int bytes : requests) {
            long before = budget.inUse();
            ByteGrant grant = budget.reserve(bytes);
            if (grant instanceof ByteGrant.Reservation reservation) {
                open.add(reservation);
            } else {
                assertThat(grant)
                        .isEqualTo(
                                bytes > 100
                                        ? new ByteGrant.TooLarge(bytes, 100)
                                        : new ByteGrant.Shortage(bytes, 100 - before));
            }
            if (bytes % 3 == 0 && !open.isEmpty()) {
                open.get(bytes % open.size()).shrinkTo(kept);
            }
            assertThat(budget.inUse())
                    .isBetween(0L, 100L)
                    .isEqualTo(open.stream()
                            .mapToLong(ByteGrant.Reservation::bytes)
                            .sum());
        }
        open.forEach(ByteGrant.Reservation::close);
        open.forEach(ByteGrant.Reservation::close);
        assertThat(budget.inUse()).isZero();
    }

    @Example
    void reserve_negative_isADefect() {
        assertThatThrownBy(() -> new ByteBudget(1).reserve(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void reserve_byManyThreads_neverExceedsAndComesBackWhole() throws Exception {
        ByteBudget budget = new ByteBudget(10);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger above = new AtomicInteger();
        Race.run(4, thread -> {
            for (int i = 0; i < 5_000; i++) {
                if (budget.reserve(4) instanceof ByteGrant.Reservation reservation) {
                    granted.incrementAndGet();
                    if (held.incrementAndGet() > 2) {
                        above.incrementAndGet();
                    }
                    held.decrementAndGet();
                    reservation.close();
                }
            }
        });
        assertThat(granted.get()).isPositive();
        assertThat(above).hasValue(0);
        assertThat(budget.inUse()).isZero();
    }
}

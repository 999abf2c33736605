package dev.triptych.runtime.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final long SECOND = 1_000_000_000;

    private long now;
    private final Tenants tenants = new Tenants(TenantTable.FREE, () -> now);

    @Test
    void weights_areThoseOfTheTableAndOfTheDefault() {
        tenants.reload(new TenantTable(Map.of("gold", rule(3, 0, 0, 0)), rule(0.5, 0, 0, 0), Map.of("clip", 2.0)));
        assertThat(tenants.tenant("gold")).isEqualTo(3);
        assertThat(tenants.tenant("anyone")).isEqualTo(0.5);
        assertThat(tenants.model("clip")).isEqualTo(2);
        assertThat(tenants.model("other")).isEqualTo(1);
    }

    @Test
    void requests_overTheQuota_areRefusedUntilOneIsClosed() {
        others(rule(1, 2, 0, 0));
        tenants.opened("a");
        tenants.opened("a");
        TaskException over = catchThrowableOfType(TaskException.class, () -> tenants.opened("a"));
        assertThat(over.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(over.metadata())
                .containsEntry("tenant", "a")
                .containsEntry("quota", "requests-in-flight")
                .containsEntry("limit", "2")
                .containsEntry("got", "3");
        tenants.opened("b");
        tenants.closed("a");
        tenants.opened("a");
    }

    @Test
    void bytes_overTheQuota_areRefusedWholeAndComeBack() {
        others(rule(1, 0, 100, 0));
        Tenants.Grant first = tenants.take("a", 1, 60);
        assertThatThrownBy(() -> tenants.take("a", 1, 41)).hasMessageContaining("101 of 100");
        Tenants.Grant second = tenants.take("a", 1, 40);
        first.close();
        first.close();
        assertThatThrownBy(() -> tenants.take("a", 1, 61)).hasMessageContaining("bytes");
        second.cancel();
        tenants.take("a", 1, 100).close();
        assertThat(tenants.remembered()).isZero();
    }

    @Test
    void items_fasterThanTheRate_areRefusedWithTheTimeToWait() {
        others(rule(1, 0, 0, 10));
        tenants.take("a", 10, 0).close();
        TaskException over = catchThrowableOfType(TaskException.class, () -> tenants.take("a", 5, 0));
        assertThat(over.retryAfter()).contains(Duration.ofMillis(500));
        now += SECOND / 2;
        tenants.take("a", 5, 0).close();
        assertThatThrownBy(() -> tenants.take("a", 1, 0)).isInstanceOf(TaskException.class);
    }

    @Test
    void items_ofACallThatWasNotAdmitted_doNotCount() {
        others(rule(1, 0, 0, 10));
        tenants.take("a", 10, 0).cancel();
        tenants.take("a", 10, 0).close();
    }

    @Test
    void items_moreThanASecondsWorth_waitForAFullSecondAndAreInDebtThen() {
        others(rule(1, 0, 0, 10));
        tenants.take("a", 25, 0).close();
        now += SECOND;
        assertThatThrownBy(() -> tenants.take("a", 1, 0)).isInstanceOf(TaskException.class);
        now += SECOND;
        tenants.take("a", 1, 0).close();
    }

    @Test
    void names_thatNobodyConfigured_doNotPileUp() {
        others(rule(2, 5, 100, 10));
        for (int i = 0; i < 1000; i++) {
            tenants.opened("tenant-" + i);
            tenants.take("tenant-" + i, 3, 7).close();
            tenants.closed("tenant-" + i);
        }
        now += SECOND;
        tenants.sweep();
        assertThat(tenants.remembered()).isZero();
    }

    @Test
    void reload_tighter_countsWhatIsInUse() {
        tenants.opened("a");
        tenants.take("a", 1000, 50);
        others(rule(1, 1, 60, 5));
        assertThatThrownBy(() -> tenants.opened("a")).isInstanceOf(TaskException.class);
        assertThatThrownBy(() -> tenants.take("a", 1, 11)).hasMessageContaining("61 of 60");
        tenants.take("a", 1, 10).close();
    }

    @Property(tries = 200)
    void quotas_underRandomUse_areNeverExceededAndNothingIsLeft(@ForAll long seed) {
        Random random = new Random(seed);
        others(rule(1, 4, 1000, 0));
        List<Tenants.Grant> grants = new ArrayList<>();
        int open = 0;
        long held = 0;
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            switch (random.nextInt(4)) {
                case 0 -> open += opens() ? 1 : 0;
                case 1 -> {
                    if (open > 0) {
                        tenants.closed("a");
                        open--;
                    }
                }
                case 2 -> {
                    long bytes = random.nextInt(500);
                    try {
                        grants.add(tenants.take("a", 1, bytes));
                        sizes.add(bytes);
                        held += bytes;
                    } catch (TaskException e) {
                        assertThat(held + bytes).isGreaterThan(1000);
                    }
                }
                default -> {
                    if (!grants.isEmpty()) {
                        grants.remove(0).close();
                        held -= sizes.remove(0);
                    }
                }
            }
            assertThat(open).isLessThanOrEqualTo(4);
            assertThat(held).isLessThanOrEqualTo(1000);
        }
        grants.forEach(Tenants.Grant::close);
        for (; open > 0; open--) {
            tenants.closed("a");
        }
        assertThat(tenants.remembered()).isZero();
    }

    private boolean opens() {
        try {
            tenants.opened("a");
            return true;
        } catch (TaskException e) {
            return false;
        }
    }

    private void others(TenantRule rule) {
        tenants.reload(new TenantTable(Map.of(), rule, Map.of()));
    }

    private static TenantRule rule(double weight, int requests, long bytes, double rate) {
        return new TenantRule(weight, requests, bytes, rate);
    }
}

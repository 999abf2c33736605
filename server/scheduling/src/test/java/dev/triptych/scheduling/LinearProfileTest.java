package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class LinearProfileTest {
    @Property(tries = 100)
    void line_measured_isFound(
            @ForAll @IntRange(min = 0, max = 100_000) int alpha, @ForAll @IntRange(min = 1, max = 10_000) int beta) {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 40; i++) {
            int cost = 1 + (i * 7) % 13;
            profile.record(cost, alpha + (long) beta * cost);
        }
        assertThat(profile.ready()).isTrue();
        assertThat(profile.betaNanos()).isCloseTo(beta, within(beta * 0.01 + 0.01));
        assertThat(profile.nanos(64)).isCloseTo(alpha + beta * 64L, within(alpha / 50L + beta));
    }

    @Example
    void fourSamples_areNotEnough() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 4; i++) {
            profile.record(i, 10);
        }
        assertThat(profile.ready()).isFalse();
        profile.record(4, 10);
        assertThat(profile.ready()).isTrue();
    }

    @Example
    void oneCostOnly_isTakenAsProportional() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 10; i++) {
            profile.record(8, 800);
        }
        assertThat(profile.nanos(16)).isEqualTo(1_600);
    }

    @Example
    void costFarBeyondWhatWasSeen_isPredictedNoLongerThanEightTimesTheLargest() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 10; i++) {
            profile.record(1_000, 5_000_000);
        }
        assertThat(profile.nanos(4_000)).isEqualTo(20_000_000);
        assertThat(profile.nanos(1_000_000)).isEqualTo(40_000_000);
        profile.record(1_000_000, 60_000_000);
        assertThat(profile.nanos(1_000_000)).isGreaterThan(40_000_000);
    }

    @Example
    void batchDuringWhichTheProcessWasStopped_hardlyCounts() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 100; i++) {
            profile.record(1 + i % 8, 2_000_000 + 1_000_000L * (1 + i % 8));
        }
        profile.record(8, 30_000_000_000L);
        assertThat(profile.pessimisticNanos(8)).isLessThan(20_000_000);
    }

    @Example
    void machineThatIsSlowerForGood_isLearned() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 100; i++) {
            profile.record(1 + i % 8, 2_000_000 + 1_000_000L * (1 + i % 8));
        }
        for (int i = 0; i < 200; i++) {
            profile.record(1 + i % 8, 100 * (2_000_000 + 1_000_000L * (1 + i % 8)));
        }
        assertThat(profile.nanos(8)).isBetween(900_000_000L, 1_100_000_000L);
    }

    @Property(tries = 60)
    void residual_knownNoise_coversNineteenOfTwenty(@ForAll @IntRange(min = 1, max = 1_000) int seed) {
        LinearProfile profile = new LinearProfile();
        Random random = new Random(seed);
        int within = 0;
        for (int i = 0; i < 464; i++) {
            int cost = 1 + random.nextInt(50);
            long nanos = 10_000 + 1_000L * cost + random.nextInt(5_000);
            if (i >= 64 && nanos <= profile.pessimisticNanos(cost)) {
                within++;
            }
            profile.record(cost, nanos);
        }
        assertThat(within).isBetween(350, 398);
        assertThat(profile.residualNanos()).isBetween(1_000L, 3_500L);
    }

    @Example
    void restore_snapshot_predictsAsBeforeAndYieldsToNewTimes() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 200; i++) {
            profile.record(1 + i % 9, 500 + 100L * (1 + i % 9) + i % 3);
        }
        LinearProfile next = new LinearProfile();
        next.restore(profile.snapshot());
        assertThat(next.ready()).isTrue();
        assertThat(next.nanos(20)).isEqualTo(profile.nanos(20));
        assertThat(next.residualNanos()).isEqualTo(profile.residualNanos());
        for (int i = 0; i < 40; i++) {
            next.record(1 + i % 9, 2 * (500 + 100L * (1 + i % 9)));
        }
        assertThat(next.nanos(5)).isCloseTo(2_000, within(200L));
    }

    @Example
    void snapshot_ofNoSense_isRefused() {
        assertThatThrownBy(() -> new ProfileSnapshot(5, Double.NaN, 1, 1, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProfileSnapshot(5, 1, 1, Double.POSITIVE_INFINITY, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProfileSnapshot(5, 1, 1, 1, 0, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}

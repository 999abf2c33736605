package dev.triptych.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {
    // From 1 s to 3 s.
    private final Window window = Window.after(0, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final Tally tally = new Tally(window);

    @Test
    void operation_inside_countsInFull() {
        tally.count(seconds(1.5), seconds(2), 4, 1);
        assertThat(tally.figures().items()).isEqualTo(4);
        assertThat(tally.figures().rate()).isEqualTo(2);
        assertThat(tally.figures().failed()).isEqualTo(1);
        assertThat(tally.figures().operations()).isEqualTo(1);
    }

    @Test
    void operation_acrossTheStart_countsByItsShareInside() {
        tally.count(seconds(0.5), seconds(1.5), 8, 0);
        assertThat(tally.figures().items()).isCloseTo(4, within(1e-9));
        assertThat(tally.figures().operations()).isEqualTo(1);
    }

    @Test
    void operation_acrossTheEnd_countsByItsShareAndNotAsLatency() {
        tally.count(seconds(2.75), seconds(3.75), 8, 2);
        assertThat(tally.figures().items()).isCloseTo(2, within(1e-9));
        assertThat(tally.figures().operations()).isZero();
        assertThat(tally.figures().failed()).isZero();
    }

    @Test
    void operation_outside_countsNothing() {
        tally.count(0, seconds(1), 8, 0);
        tally.count(seconds(3), seconds(4), 8, 0);
        assertThat(tally.figures().items()).isZero();
        assertThat(tally.figures().operations()).isZero();
    }

    @Test
    void operation_longerThanTheWindow_countsTheWindowsShare() {
        tally.count(0, seconds(4), 8, 0);
        assertThat(tally.figures().items()).isCloseTo(4, within(1e-9));
    }

    @Test
    void percentiles_ofAHundredLatencies_areTheirRanks() {
        for (int i = 1; i <= 100; i++) {
            tally.count(seconds(2) - i * 1_000_000L, seconds(2), 1, 0);
        }
        assertThat(tally.figures().millis(50)).isCloseTo(50, within(0.1));
        assertThat(tally.figures().millis(90)).isCloseTo(90, within(0.1));
        assertThat(tally.figures().millis(99)).isCloseTo(99, within(0.1));
    }

    @Test
    void window_acrossTheClocksOverflow_holds() {
        Window late = Window.after(Long.MAX_VALUE - 5, Duration.ofNanos(3), Duration.ofNanos(10));
        assertThat(late.holds(Long.MAX_VALUE)).isTrue();
        assertThat(late.holds(Long.MIN_VALUE + 3)).isTrue();
        assertThat(late.over(Long.MIN_VALUE + 8)).isTrue();
        assertThat(late.share(Long.MAX_VALUE - 6, Long.MAX_VALUE + 2)).isEqualTo(0.5);
    }

    @Test
    void window_empty_isRefused() {
        assertThatThrownBy(() -> new Window(5, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }
}

package dev.triptych.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
    // From 1 s to 3 s.
    private final Window window = Window.after(0, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private final Tally tally = new Tally(window);

    @Test
    void operation_inside_countsInFull() {
        tally.count(seconds(1.5), seconds(2), answer(4, 1));
        assertThat(tally.figures().items()).isEqualTo(4);
        assertThat(tally.figures().rate()).isEqualTo(2);
        assertThat(tally.figures().failed()).isEqualTo(1);
        assertThat(tally.figures().requests()).isEqualTo(1);
    }

    @Test
    void operation_acrossTheStart_countsByItsShareInside() {
        tally.count(seconds(0.5), seconds(1.5), Answer.of(8));
        assertThat(tally.figures().items()).isCloseTo(4, within(1e-9));
        assertThat(tally.figures().requests()).isEqualTo(1);
    }

    @Test
    void operation_acrossTheEnd_countsByItsShareAndNotAsLatency() {
        tally.count(seconds(2.75), seconds(3.75), answer(8, 2));
        assertThat(tally.figures().items()).isCloseTo(2, within(1e-9));
        assertThat(tally.figures().requests()).isZero();
        assertThat(tally.figures().failed()).isZero();
    }

    @Test
    void operation_outside_countsNothing() {
        tally.count(0, seconds(1), Answer.of(8));
        tally.count(seconds(3), seconds(4), Answer.of(8));
        assertThat(tally.figures().items()).isZero();
        assertThat(tally.figures().requests()).isZero();
    }

    @Test
    void operation_longerThanTheWindow_countsTheWindowsShare() {
        tally.count(0, seconds(4), Answer.of(8));
        assertThat(tally.figures().items()).isCloseTo(4, within(1e-9));
    }

    @Test
    void percentiles_ofAHundredLatencies_areTheirRanks() {
        for (int i = 1; i <= 100; i++) {
            tally.count(seconds(2) - i * 1_000_000L, seconds(2), Answer.of(1));
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

    @Test
    void openLoop_countsLatenciesByTheirBegin_evenWhenTheyEndLater() {
        Tally open = new Tally(tally.window(), Tally.Edge.BEGIN, seconds(1));
        open.count(seconds(2.75), seconds(3.75), Answer.of(8));
        open.count(seconds(0.5), seconds(1.5), Answer.of(8));
        assertThat(open.figures().answered()).isEqualTo(1);
        assertThat(open.figures().items()).isCloseTo(6, within(1e-9));
    }

    @Test
    void answer_afterTheDeadline_isNotGood() {
        Tally strict = new Tally(tally.window(), Tally.Edge.END, seconds(0.5));
        strict.count(seconds(1.5), seconds(2), Answer.of(3));
        strict.count(seconds(1.4), seconds(2), Answer.of(3));
        assertThat(strict.figures().items()).isEqualTo(6);
        assertThat(strict.figures().good()).isEqualTo(3);
    }

    @Test
    void request_countsByTheWorstOfItsItems_andItemsByTheirReasons() {
        Trouble refused = new Trouble(Trouble.Kind.REFUSED, "QUEUE_FULL");
        Trouble late = new Trouble(Trouble.Kind.LATE, "DEADLINE_EXCEEDED");
        tally.count(seconds(1.5), seconds(2), new Answer(1, List.of(refused, late)));
        tally.count(seconds(1.5), seconds(2), new Answer(0, List.of(refused)));
        Figures figures = tally.figures();
        assertThat(figures.troubles()).containsExactly(Map.entry(refused, 2L), Map.entry(late, 1L));
        assertThat(figures.ended(Trouble.Kind.LATE)).isEqualTo(1);
        assertThat(figures.ended(Trouble.Kind.REFUSED)).isEqualTo(1);
        assertThat(figures.refusals().getTotalCount()).isEqualTo(1);
        assertThat(figures.answered()).isZero();
        assertThat(figures.requests()).isEqualTo(2);
        assertThat(figures.items()).isEqualTo(1);
    }

    private static Answer answer(int answered, int failed) {
        return new Answer(answered, Collections.nCopies(failed, new Trouble(Trouble.Kind.FAILED, "INTERNAL")));
    }

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }
}

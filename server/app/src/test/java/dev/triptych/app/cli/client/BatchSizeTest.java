package dev.triptych.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private final BatchSize size = new BatchSize(64, Duration.ofSeconds(60));

    @Test
    void size_callsEndAtOnce_doublesUpToTheMost() {
        assertThat(size.now()).isEqualTo(8);
        for (int expected : new int[] {16, 32, 64, 64}) {
            size.ended(size.now(), Duration.ofMillis(10));
            assertThat(size.now()).isEqualTo(expected);
        }
    }

    @Test
    void size_callTakesAShareOfTheDeadline_stays() {
        size.ended(8, Duration.ofMillis(7_500));
        assertThat(size.now()).isEqualTo(8);
    }

    @Test
    void size_callWasNotFull_saysNothingOfFullOnes() {
        size.ended(3, Duration.ofMillis(10));
        assertThat(size.now()).isEqualTo(8);
    }

    @Test
    void size_callTooLate_halves() {
        size.late(8);
        assertThat(size.now()).isEqualTo(4);
        // The other call that was under way.
        size.late(8);
        assertThat(size.now()).isEqualTo(4);
        size.ended(4, Duration.ofSeconds(30));
        assertThat(size.now()).isEqualTo(4);
        size.late(1);
        assertThat(size.now()).isEqualTo(1);
    }

    @Test
    void size_oneSlowInputIsPast_growsAgain() {
        size.late(1);
        size.ended(1, Duration.ofMillis(10));
        assertThat(size.now()).isEqualTo(2);
    }

    @Test
    void size_mostBelowTheFirst_isTheMost() {
        assertThat(new BatchSize(2, Duration.ofSeconds(1)).now()).isEqualTo(2);
    }
}

package dev.triptych.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Code;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TimeCheckTest {
    private static final long MILLI = 1_000_000;

    @Test
    void inTime_isNotRefused() {
        assertThat(new TimeCheck(0, 20 * MILLI, 20 * MILLI, 5 * MILLI, 6 * MILLI).refusal(() -> "It"))
                .isNull();
    }

    @Test
    void longerThanTheDeadlineByItself_isTooLateForGood() {
        TaskException error = refusal(new TimeCheck(0, 20 * MILLI, 90 * MILLI, 21 * MILLI, 25 * MILLI));
        assertThat(error.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(error.retryAfter()).isEmpty();
        assertThat(error).hasMessageContaining("21 ms").hasMessageContaining("20 ms");
    }

    @Test
    void queueTooLong_isToBeRetriedAfterItsLateness() {
        TaskException error = refusal(new TimeCheck(0, 20 * MILLI, 90 * MILLI, 5 * MILLI, 6 * MILLI));
        assertThat(error.reason()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(error.reason().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error.retryAfter()).hasValue(Duration.ofMillis(70));
        assertThat(error).hasMessageContaining("84 ms").hasMessageContaining("70 ms");
    }

    @Test
    void nothingWaits_onlyThePessimismIsTooLate_isNotRefused() {
        assertThat(new TimeCheck(0, 20 * MILLI, 25 * MILLI, 18 * MILLI, 25 * MILLI).refusal(() -> "It"))
                .isNull();
    }

    @Test
    void farTooLate_isToldALimitedTime() {
        TaskException error = refusal(new TimeCheck(0, MILLI, Long.MAX_VALUE / 4, 0, 0));
        assertThat(error.retryAfter()).hasValue(Duration.ofSeconds(30));
    }

    private static TaskException refusal(TimeCheck check) {
        return Objects.requireNonNull(check.refusal(() -> "It"));
    }
}

package dev.triptych.runtime.execution;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether something would be ready in time if it were admitted now, and how to say so when it would not.
 *
 * <p>Too short a deadline for the work alone cannot be helped by waiting: {@code DEADLINE_EXCEEDED}, not to be retried. Too
 * long a queue can: {@code QUEUE_FULL}, to be retried after as long as it would have been late. All readings are the
 * server's ticker's.
 *
 * @param nowNanos the time
 * @param deadlineNanos when the answer is too late
 * @param finishNanos when it would be ready, pessimistically, behind what waits
 * @param aloneNanos how long it takes by itself
 * @param surelyNanos the same, pessimistically
 */
public record TimeCheck(long nowNanos, long deadlineNanos, long finishNanos, long aloneNanos, long surelyNanos) {
    /** Waits that are no reason: what passes between two looks at the clock. */
    private static final long NO_WAIT_NANOS = 100_000;

    private static final long LONGEST_RETRY_NANOS = 30_000_000_000L;
    private static final long SHORTEST_RETRY_NANOS = 1_000_000;
    private static final long MILLI = 1_000_000;

    /** Whether no queue, however short, would let it be in time. */
    public boolean hopeless() {
        return aloneNanos > deadlineNanos - nowNanos;
    }

    /**
     * Why it is refused; null when it is not.
     *
     * @param what what would be late, as the message begins
     */
    public @Nullable TaskException refusal(Supplier<String> what) {
        if (hopeless()) {
            return TaskException.of(
                    Reason.DEADLINE_EXCEEDED,
                    what.get() + " takes about " + millis(aloneNanos) + " ms by itself and "
                            + millis(Math.max(0, deadlineNanos - nowNanos))
                            + " ms of the deadline are left; allow more time, or send less.");
        }
        boolean waits = finishNanos - nowNanos - surelyNanos > NO_WAIT_NANOS;
        if (finishNanos <= deadlineNanos || !waits) {
            return null;
        }
        long late = Math.min(LONGEST_RETRY_NANOS, Math.max(SHORTEST_RETRY_NANOS, finishNanos - deadlineNanos));
        return TaskException.of(
                        Reason.QUEUE_FULL,
                        what.get() + " would wait about " + millis(finishNanos - nowNanos - surelyNanos)
                                + " ms and end about " + millis(finishNanos - deadlineNanos)
                                + " ms after its deadline; retry after that time, or allow more.")
                .retryAfter(Duration.ofNanos(late));
    }

    private static long millis(long nanos) {
        return (nanos + MILLI - 1) / MILLI;
    }
}

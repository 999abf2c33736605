package dev.triptych.runtime.passage;

import dev.triptych.scheduling.ByteBudget;
import dev.triptych.scheduling.ByteGrant;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;

/** Reserves a call's bytes in one step, or says why not. */
final class Reserved {
    private static final Duration RETRY = Duration.ofMillis(50);

    private Reserved() {}

    /**
     * Reserves all of a call's bytes.
     *
     * @throws TaskException {@code ITEM_TOO_LARGE} when they can never be had, {@code MEMORY_SHORT} when not now
     */
    static ByteGrant.Reservation of(ByteBudget budget, long bytes) {
        ByteGrant grant = budget.reserve(bytes);
        if (grant instanceof ByteGrant.Reservation reservation) {
            return reservation;
        }
        if (grant instanceof ByteGrant.Shortage) {
            throw TaskException.of(
                            Reason.MEMORY_SHORT,
                            "The call needs " + bytes + " bytes and too much of the server's " + budget.capacity()
                                    + " is in use; retry later.")
                    .retryAfter(RETRY);
        }
        throw tooLarge("The call", bytes, budget.capacity());
    }

    static TaskException tooLarge(String what, long bytes, long capacity) {
        return TaskException.of(
                Reason.ITEM_TOO_LARGE,
                what + " needs " + bytes + " bytes; the server's budget is " + capacity + "; send less at once.");
    }
}

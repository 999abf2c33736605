package dev.triptych.runtime.passage;

import dev.triptych.runtime.tenant.Tenants;
import dev.triptych.scheduling.ByteBudget;
import dev.triptych.scheduling.ByteGrant;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;

/**
 * A call's bytes, of its tenant's quota and of the server's budget; reserved in one step or not at all.
 *
 * @param quota its tenant's
 * @param bytes the server's
 */
record Reserved(Tenants.Grant quota, ByteGrant.Reservation bytes) implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(50);

    /**
     * Reserves all of a call's bytes.
     *
     * @param items how many count against the tenant's rate
     * @throws TaskException {@code QUOTA_EXCEEDED} when the tenant may not have them, {@code ITEM_TOO_LARGE} when nobody ever
     *     can, {@code MEMORY_SHORT} when not now
     */
    static Reserved of(PassageParts parts, String tenant, int items, long bytes) {
        Tenants.Grant quota = parts.tenants().take(tenant, items, bytes);
        try {
            return new Reserved(quota, reserved(parts.budget(), bytes));
        } catch (TaskException e) {
            quota.cancel();
            throw e;
        }
    }

    private static ByteGrant.Reservation reserved(ByteBudget budget, long bytes) {
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

    /** The call was not admitted after all: its tenant used nothing. */
    void cancel() {
        bytes.close();
        quota.cancel();
    }

    @Override
    public void close() {
        bytes.close();
        quota.close();
    }
}

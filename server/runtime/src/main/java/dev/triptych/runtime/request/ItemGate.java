package dev.triptych.runtime.request;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound of items under way over all calls: what is not admitted here never reaches a queue. Thread-safe.
 *
 * <p>Queues alone cannot bound typed items, since an item between two stages stands in none. A tenant that fills the gate
 * does not shut the others out: above the capacity, and up to twice of it, a tenant still gets its even share of the
 * capacity, which is at most half.
 *
 * <p>Invariant: tenants without items are forgotten.
 */
public final class ItemGate {
    private static final Duration RETRY = Duration.ofMillis(50);

    private final long capacity;
    private final long most;
    private final AtomicLong inside = new AtomicLong();
    private final ConcurrentHashMap<String, Long> held = new ConcurrentHashMap<>();

    /** A gate for so many items. */
    public ItemGate(long capacity) {
        this.capacity = capacity;
        this.most = capacity > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * capacity;
    }

    /**
     * Admits all items of a tenant's call or none. A call goes in whole when the gate is empty, however large.
     *
     * @throws TaskException {@code QUEUE_FULL} when too many are under way
     */
    public void enter(String tenant, int items) {
        if (items <= 0) {
            return;
        }
        int tenants = held.size();
        boolean[] admitted = new boolean[1];
        Long unused = held.compute(tenant, (name, before) -> {
            long own = before == null ? 0 : before;
            admitted[0] = admit(own + items, items, own == 0 ? tenants + 1 : tenants);
            return admitted[0] ? Long.valueOf(own + items) : before;
        });
        if (!admitted[0]) {
            throw TaskException.of(
                            Reason.QUEUE_FULL,
                            inside.get() + " items are under way, the limit is " + capacity + "; retry later.")
                    .retryAfter(RETRY);
        }
    }

    // Never counts what it refuses: a large call that is turned away takes no small one with it.
    private boolean admit(long own, int items, int tenants) {
        boolean fair = own <= capacity / Math.max(2, tenants);
        while (true) {
            long before = inside.get();
            if (before > 0 && before + items > (fair ? most : capacity)) {
                return false;
            }
            if (inside.compareAndSet(before, before + items)) {
                return true;
            }
        }
    }

    /** One item of a tenant has ended. */
    public void leave(String tenant) {
        Long unused = held.computeIfPresent(tenant, (name, before) -> {
            inside.decrementAndGet();
            return before == 1 ? null : Long.valueOf(before - 1);
        });
    }

    /** Items under way. */
    public long inside() {
        return inside.get();
    }

    /** Tenants that have items under way. */
    public int tenants() {
        return held.size();
    }
}

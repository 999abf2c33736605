package dev.triptych.runtime.request;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound of items under way over all calls: what is not admitted here never reaches a queue. Thread-safe.
 *
 * <p>Queues alone cannot bound typed items, since an item between two stages stands in none.
 */
public final class ItemGate {
    private static final Duration RETRY = Duration.ofMillis(50);

    private final long capacity;
    private final AtomicLong inside = new AtomicLong();

    /** A gate for so many items. */
    public ItemGate(long capacity) {
        this.capacity = capacity;
    }

    /**
     * Admits all items of a call or none. A call goes in whole when the gate is empty, however large.
     *
     * @throws TaskException {@code QUEUE_FULL} when too many are under way
     */
    public void enter(int items) {
        long before = inside.getAndAdd(items);
        if (before > 0 && before + items > capacity) {
            inside.addAndGet(-items);
            throw TaskException.of(
                            Reason.QUEUE_FULL,
                            before + " items are under way, the limit is " + capacity + "; retry later.")
                    .retryAfter(RETRY);
        }
    }

    /** One item has ended. */
    public void leave() {
        inside.decrementAndGet();
    }

    /** Items under way. */
    public long inside() {
        return inside.get();
    }
}

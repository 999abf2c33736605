package dev.triptych.scheduling;

import org.jspecify.annotations.Nullable;

/**
 * When the last two of those who come did so: enough to tell whether anyone but a given one came lately. Guarded by the
 * dispatcher's lock.
 */
final class Comings<T> {
    private @Nullable T last;
    private long lastNanos = Long.MIN_VALUE;
    private long otherNanos = Long.MIN_VALUE;

    void came(T who, long now) {
        if (!who.equals(last)) {
            otherNanos = lastNanos;
            last = who;
        }
        lastNanos = now;
    }

    /** Whether one other than this came after a time. */
    boolean othersCame(T than, long after) {
        return (than.equals(last) ? otherNanos : lastNanos) > after;
    }
}

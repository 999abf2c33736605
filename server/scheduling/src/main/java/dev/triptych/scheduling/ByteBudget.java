package dev.triptych.scheduling;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that requests may hold, reserved all or nothing. Safe for use by many threads.
 *
 * <p>A request reserves once for its whole chain: requests that reserve step by step can each hold what the others wait
 * for. Invariants: {@code 0 <= inUse <= capacity}; what is in use is the sum of the open reservations.
 */
public final class ByteBudget {
    private final long capacity;
    private final AtomicLong inUse = new AtomicLong();

    /** A budget of so many bytes, at least 0. */
    public ByteBudget(long capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity: got " + capacity + ", must be at least 0");
        }
        this.capacity = capacity;
    }

    /** Reserves so many bytes, at least 0, or nothing at all; never waits. */
    public ByteGrant reserve(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: got " + bytes + ", must be at least 0");
        }
        if (bytes > capacity) {
            return new ByteGrant.TooLarge(bytes, capacity);
        }
        while (true) {
            long used = inUse.get();
            if (bytes > capacity - used) {
                return new ByteGrant.Shortage(bytes, capacity - used);
            }
            if (inUse.compareAndSet(used, used + bytes)) {
                return new ByteGrant.Reservation(this, bytes);
            }
        }
    }

    /** The bytes reserved now. */
    public long inUse() {
        return inUse.get();
    }

    /** The bytes that can be reserved in all. */
    public long capacity() {
        return capacity;
    }

    void giveBack(long bytes) {
        inUse.addAndGet(-bytes);
    }
}

package dev.triptych.transport.call;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of messages that have come, whole or in part, and are not answered yet: those of all calls, under one bound.
 * Thread-safe.
 *
 * <p>They are counted as they come, not as they are announced: a client that announces much and sends nothing takes nothing
 * from anybody. What has come is in memory and counts even beyond the bound; its call is ended then.
 */
public final class InboundBytes {
    private final long capacity;
    private final AtomicLong held = new AtomicLong();

    /** None held yet, of at most so many. */
    public InboundBytes(long capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: got " + capacity + ", must be at least 1");
        }
        this.capacity = capacity;
    }

    /** Counts bytes that have come; false when they are more than all calls together may hold. */
    boolean come(long bytes) {
        return held.addAndGet(bytes) <= capacity;
    }

    /** The bytes are answered, or their call is over. */
    void gone(long bytes) {
        held.addAndGet(-bytes);
    }

    /** The bytes held now. */
    public long held() {
        return held.get();
    }

    /** The most that all calls may hold together. */
    public long capacity() {
        return capacity;
    }
}

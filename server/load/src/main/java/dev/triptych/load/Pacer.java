package dev.triptych.load;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A clock that one can wait by. */
public interface Pacer {
    /** Nanoseconds that never go back. */
    long nanos();

    /** Waits until an instant of the clock; returns at once when it has passed. */
    void waitUntil(long nanos) throws InterruptedException;

    /**
     * A pacer that parks the thread. It wakes some 50 us late, which latencies then contain: spinning would be exact, at
     * the price of a core that the server may need.
     */
    static Pacer parking(LongSupplier clock) {
        return new Pacer() {
            @Override
            public long nanos() {
                return clock.getAsLong();
            }

            @Override
            public void waitUntil(long nanos) throws InterruptedException {
                for (long left = nanos - nanos(); left > 0; left = nanos - nanos()) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    LockSupport.parkNanos(this, left);
                }
            }
        };
    }
}

package dev.triptych.scheduling;

import java.util.concurrent.atomic.AtomicLong;

/** The answer of a {@link ByteBudget}. */
public sealed interface ByteGrant permits ByteGrant.Reservation, ByteGrant.Shortage, ByteGrant.TooLarge {
    /** Bytes held until closed. Closing again is harmless. Safe for use by many threads. */
    final class Reservation implements ByteGrant, AutoCloseable {
        private final ByteBudget budget;
        private final AtomicLong bytes;

        Reservation(ByteBudget budget, long bytes) {
            this.budget = budget;
            this.bytes = new AtomicLong(bytes);
        }

        /** The bytes still held. */
        public long bytes() {
            return bytes.get();
        }

        /** Gives back all above this many bytes, as soon as a stage no longer needs them; never takes more. */
        public void shrinkTo(long kept) {
            if (kept < 0) {
                throw new IllegalArgumentException("kept: got " + kept + ", must be at least 0");
            }
            long before = bytes.getAndUpdate(held -> Math.min(held, kept));
            if (before > kept) {
                budget.giveBack(before - kept);
            }
        }

        @Override
        public void close() {
            shrinkTo(0);
        }
    }

    /**
     * Too little is free at the moment; trying again makes sense.
     *
     * @param bytes what was asked for
     * @param available what was free
     */
    record Shortage(long bytes, long available) implements ByteGrant {}

    /**
     * More than the whole budget; trying again never makes sense.
     *
     * @param bytes what was asked for
     * @param capacity what the budget holds in all
     */
    record TooLarge(long bytes, long capacity) implements ByteGrant {}
}

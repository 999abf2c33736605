package dev.triptych.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One allocation of a {@link LedgerAllocator}: poisoned when released, with a guard behind it that must stay untouched.
 *
 * <p>As in a real pool, the buffer's capacity is larger than its limit.
 */
final class LedgerMemory {
    private static final int GUARD = 64;

    private final LedgerAllocator ledger;
    private final int bytes;
    private final ByteBuffer buffer;
    private final AtomicBoolean released = new AtomicBoolean();

    LedgerMemory(LedgerAllocator ledger, long bytes) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE - GUARD) {
            throw new IllegalArgumentException(bytes + " bytes; a tensor stays below 2 GiB");
        }
        this.ledger = ledger;
        this.bytes = (int) bytes;
        this.buffer = ByteBuffer.allocateDirect(this.bytes + GUARD).order(ByteOrder.LITTLE_ENDIAN);
        ledger.charge(bytes);
        poison(buffer.capacity());
        buffer.limit(this.bytes);
    }

    LedgerAllocator ledger() {
        return ledger;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    int bytes() {
        return bytes;
    }

    void release() {
        if (!released.compareAndSet(false, true)) {
            throw new IllegalStateException("memory released twice");
        }
        buffer.clear();
        for (int i = bytes; i < buffer.capacity(); i++) {
            if (buffer.get(i) != LedgerAllocator.POISON) {
                throw new IllegalStateException(
                        "something was written " + (i - bytes) + " bytes behind a tensor's end");
            }
        }
        poison(bytes);
        ledger.charge(-bytes);
    }

    private void poison(int count) {
        for (int i = 0; i < count; i++) {
            buffer.put(i, LedgerAllocator.POISON);
        }
    }
}

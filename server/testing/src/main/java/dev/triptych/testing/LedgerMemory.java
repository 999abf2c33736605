package dev.triptych.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/** One allocation of a {@link LedgerAllocator}: poisoned when released. */
final class LedgerMemory {
    private final LedgerAllocator ledger;
    private final ByteBuffer buffer;
    private final AtomicBoolean released = new AtomicBoolean();

    LedgerMemory(LedgerAllocator ledger, long bytes) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(bytes + " bytes; a tensor stays below 2 GiB");
        }
        this.ledger = ledger;
        this.buffer = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        ledger.charge(bytes);
        poison();
    }

    LedgerAllocator ledger() {
        return ledger;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    void release() {
        if (!released.compareAndSet(false, true)) {
            throw new IllegalStateException("memory released twice");
        }
        poison();
        ledger.charge(-buffer.capacity());
    }

    private void poison() {
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, LedgerAllocator.POISON);
        }
    }
}

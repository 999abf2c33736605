package dev.triptych.runtime.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** One buffer out of the pool, counted by the tensors over it; it returns with the last of them. */
final class Block {
    private final ByteBuffer buffer;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile PooledAllocator owner;

    Block(PooledAllocator owner, ByteBuffer buffer) {
        this.owner = owner;
        this.buffer = buffer;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    PooledAllocator owner() {
        return owner;
    }

    /** Charges another allocator for the buffer, if there is one holder only: the caller. */
    void moveTo(PooledAllocator next) {
        if (holders.get() == 1) {
            owner.charge(-buffer.capacity());
            next.charge(buffer.capacity());
            owner = next;
        }
    }

    void hold() {
        if (holders.getAndIncrement() <= 0) {
            throw new IllegalStateException("the memory was released");
        }
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            owner.release(buffer);
        }
    }
}

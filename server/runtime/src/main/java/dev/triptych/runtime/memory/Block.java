package dev.triptych.runtime.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** One buffer out of the pool, counted by the tensors over it; it returns with the last of them. */
final class Block {
    private final PooledAllocator owner;
    private final ByteBuffer buffer;
    private final AtomicInteger holders = new AtomicInteger(1);

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

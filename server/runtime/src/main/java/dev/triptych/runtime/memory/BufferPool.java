package dev.triptych.runtime.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/** Free direct buffers by size class, bounded in bytes; thread-safe. */
final class BufferPool {
    private static final byte POISON = (byte) 0xDB;

    private final PoolOptions options;
    private final List<ConcurrentLinkedDeque<ByteBuffer>> free = new ArrayList<>();
    private final AtomicLong retained = new AtomicLong();

    BufferPool(PoolOptions options) {
        this.options = options;
        for (int i = 0; i < SizeClasses.COUNT; i++) {
            free.add(new ConcurrentLinkedDeque<>());
        }
    }

    ByteBuffer take(int bytes) {
        int sizeClass = SizeClasses.of(bytes);
        if (sizeClass < 0) {
            return ByteBuffer.allocateDirect(bytes);
        }
        ByteBuffer kept = free.get(sizeClass).pollFirst();
        if (kept == null) {
            return ByteBuffer.allocateDirect(SizeClasses.capacity(sizeClass));
        }
        retained.addAndGet(-kept.capacity());
        return kept;
    }

    void give(ByteBuffer buffer) {
        if (options.poison()) {
            for (int i = 0; i < buffer.capacity(); i++) {
                buffer.put(i, POISON);
            }
        }
        int sizeClass = SizeClasses.of(buffer.capacity());
        if (sizeClass < 0 || !reserve(buffer.capacity())) {
            return;
        }
        free.get(sizeClass).addFirst(buffer);
    }

    long retainedBytes() {
        return retained.get();
    }

    private boolean reserve(int bytes) {
        while (true) {
            long now = retained.get();
            if (now + bytes > options.maxRetainedBytes()) {
                return false;
            }
            if (retained.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }
}

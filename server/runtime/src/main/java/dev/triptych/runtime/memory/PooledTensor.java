package dev.triptych.runtime.memory;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Place;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A counted tensor over a part of a {@link Block}. */
final class PooledTensor implements Tensor {
    private final Block block;
    private final DType type;
    private final long[] shape;
    private final int offset;
    private final int length;
    private final AtomicInteger references = new AtomicInteger(1);
    private volatile PooledAllocator owner;

    /** Takes over one hold of the block. */
    PooledTensor(PooledAllocator owner, Block block, DType type, long[] shape, int offset, int length) {
        this.owner = owner;
        this.block = block;
        this.type = type;
        this.shape = shape;
        this.offset = offset;
        this.length = length;
        owner.opened();
    }

    /** Counts this tensor, and the block if it has no other, with another allocator. */
    void moveTo(PooledAllocator next) {
        alive();
        next.opened();
        owner.closed();
        owner = next;
        block.moveTo(next);
    }

    @Override
    public DType type() {
        return type;
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public Place place() {
        return Place.HOST;
    }

    @Override
    public ByteBuffer host() {
        alive();
        return block.buffer().slice(offset, length).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public CompletionStage<Tensor> toHost() {
        return CompletableFuture.completedStage(retain());
    }

    @Override
    public Tensor view(long byteOffset, long... viewShape) {
        alive();
        long bytes = type.fixedWidth() ? Shapes.bytes(type, viewShape) : length - byteOffset;
        if (byteOffset < 0 || bytes < 0 || byteOffset + bytes > length) {
            throw new IndexOutOfBoundsException("view of " + bytes + " bytes at " + byteOffset + " in " + length);
        }
        block.hold();
        return new PooledTensor(owner, block, type, viewShape.clone(), offset + (int) byteOffset, (int) bytes);
    }

    @Override
    public Tensor retain() {
        int seen = references.get();
        while (seen > 0) {
            if (references.compareAndSet(seen, seen + 1)) {
                return this;
            }
            seen = references.get();
        }
        throw new IllegalStateException("the tensor is closed");
    }

    @Override
    public void close() {
        int left = references.decrementAndGet();
        if (left < 0) {
            references.incrementAndGet();
            throw new IllegalStateException("the tensor was closed more often than it was retained");
        }
        if (left == 0) {
            owner.closed();
            block.release();
        }
    }

    private void alive() {
        if (references.get() <= 0) {
            throw new IllegalStateException("the tensor is closed");
        }
    }
}

package dev.triptych.testing;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Place;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A tensor or view of a {@link LedgerAllocator}; refuses every use after the last close. */
final class LedgerTensor implements Tensor {
    private final LedgerMemory memory;
    private final Runnable onRelease;
    private final DType type;
    private final long[] shape;
    private final int offset;
    private final int bytes;
    private final AtomicInteger references = new AtomicInteger(1);

    LedgerTensor(LedgerMemory memory, Runnable onRelease, DType type, long[] shape, int offset, int bytes) {
        this.memory = memory;
        this.onRelease = onRelease;
        this.type = type;
        this.shape = shape;
        this.offset = offset;
        this.bytes = bytes;
        memory.ledger().enter(this, "tensor");
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
        checkOpen();
        return memory.buffer().slice(offset, bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public CompletionStage<Tensor> toHost() {
        return CompletableFuture.completedFuture(retain());
    }

    @Override
    public Tensor view(long byteOffset, long... viewShape) {
        long length = Shapes.bytes(type, viewShape);
        Objects.checkFromIndexSize(byteOffset, length, bytes);
        retain();
        return new LedgerTensor(
                memory, this::close, type, viewShape.clone(), offset + (int) byteOffset, Math.toIntExact(length));
    }

    @Override
    public Tensor retain() {
        int before = references.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        if (before == 0) {
            throw released();
        }
        return this;
    }

    @Override
    public void close() {
        int before = references.getAndUpdate(count -> count == 0 ? 0 : count - 1);
        if (before == 0) {
            throw released();
        }
        if (before == 1) {
            memory.ledger().strike(this);
            onRelease.run();
        }
    }

    private void checkOpen() {
        if (references.get() == 0) {
            throw released();
        }
    }

    private IllegalStateException released() {
        return new IllegalStateException(type + " tensor was released already");
    }
}

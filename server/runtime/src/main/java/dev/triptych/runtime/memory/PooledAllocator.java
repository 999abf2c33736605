package dev.triptych.runtime.memory;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Direct, little-endian host memory for tensors, pooled by size and counted.
 *
 * <p>Its gauges are the ledger of tests: when nothing is under way, {@code bytesInUse} and {@code live} are 0.
 */
public final class PooledAllocator implements TensorAllocator {
    private static final long LIMIT = Integer.MAX_VALUE;

    private final BufferPool pool;
    private final AtomicLong bytesInUse = new AtomicLong();
    private final AtomicLong live = new AtomicLong();

    /** An allocator that has given out nothing. */
    public PooledAllocator(PoolOptions options) {
        this(new BufferPool(options));
    }

    private PooledAllocator(BufferPool pool) {
        this.pool = pool;
    }

    /** An allocator over the same pool that counts for itself: for memory that is held while nothing is under way. */
    public PooledAllocator apart() {
        return new PooledAllocator(pool);
    }

    /**
     * Counts a tensor here from now on, instead of where it was made; its bytes too, unless others share them. Called by
     * its owner before anyone else sees it. A tensor of another kind stays as it is.
     */
    public Tensor adopt(Tensor tensor) {
        if (tensor instanceof PooledTensor pooled) {
            pooled.moveTo(this);
        }
        return tensor;
    }

    @Override
    public TensorBuilder allocate(DType type, long... shape) {
        return builder(type, Shapes.bytes(type, shape), shape);
    }

    @Override
    public TensorBuilder allocateBytes(long byteLength, long... shape) {
        return builder(DType.BYTES, byteLength, shape);
    }

    /** What is given out and kept now. */
    public MemoryGauges gauges() {
        return new MemoryGauges(bytesInUse.get(), live.get(), pool.retainedBytes());
    }

    void opened() {
        live.incrementAndGet();
    }

    void closed() {
        live.decrementAndGet();
    }

    void charge(long bytes) {
        bytesInUse.addAndGet(bytes);
    }

    void release(ByteBuffer buffer) {
        bytesInUse.addAndGet(-buffer.capacity());
        pool.give(buffer);
    }

    private TensorBuilder builder(DType type, long bytes, long... shape) {
        if (bytes < 0 || bytes >= LIMIT) {
            throw new IllegalArgumentException("a tensor of " + bytes + " bytes; it must be below 2 GiB");
        }
        ByteBuffer buffer = pool.take((int) bytes);
        bytesInUse.addAndGet(buffer.capacity());
        return new PooledBuilder(new Block(this, buffer), type, shape.clone(), (int) bytes);
    }
}

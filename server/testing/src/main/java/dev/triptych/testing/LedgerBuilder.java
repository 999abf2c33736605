package dev.triptych.testing;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A builder of a {@link LedgerAllocator}; refuses every use after {@code build} or {@code close}. */
final class LedgerBuilder implements TensorBuilder {
    private final LedgerMemory memory;
    private final DType type;
    private final long[] shape;
    private final ByteBuffer buffer;
    private boolean done;

    LedgerBuilder(LedgerMemory memory, DType type, long[] shape) {
        this.memory = memory;
        this.type = type;
        this.shape = shape;
        this.buffer = memory.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        memory.ledger().enter(this, "builder");
    }

    @Override
    public ByteBuffer buffer() {
        if (done) {
            throw new IllegalStateException("the builder was built or closed");
        }
        return buffer;
    }

    @Override
    public Tensor build() {
        if (done) {
            throw new IllegalStateException("the builder was built or closed");
        }
        done = true;
        memory.ledger().strike(this);
        return new LedgerTensor(memory, memory::release, type, shape, 0, memory.bytes());
    }

    @Override
    public void close() {
        if (!done) {
            done = true;
            memory.ledger().strike(this);
            memory.release();
        }
    }
}

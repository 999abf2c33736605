package dev.triptych.runtime.memory;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor that is still being written; owned by one thread. */
final class PooledBuilder implements TensorBuilder {
    private final Block block;
    private final DType type;
    private final long[] shape;
    private final int length;
    private final ByteBuffer buffer;
    private boolean done;

    PooledBuilder(Block block, DType type, long[] shape, int length) {
        this.block = block;
        this.type = type;
        this.shape = shape;
        this.length = length;
        this.buffer = block.buffer().slice(0, length).order(ByteOrder.LITTLE_ENDIAN);
        block.owner().opened();
    }

    @Override
    public ByteBuffer buffer() {
        open();
        return buffer;
    }

    @Override
    public Tensor build() {
        open();
        done = true;
        block.owner().closed();
        return new PooledTensor(block.owner(), block, type, shape, 0, length);
    }

    @Override
    public void close() {
        if (!done) {
            done = true;
            block.owner().closed();
            block.release();
        }
    }

    private void open() {
        if (done) {
            throw new IllegalStateException("the builder is finished");
        }
    }
}

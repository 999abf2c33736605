package dev.triptych.testing;

import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.ByteElements;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.util.concurrent.atomic.AtomicInteger;

/** One output of a fake run: a counted tensor of which large shares are views and small ones copies. */
final class FakeOutput implements AutoCloseable {
    /** The most bytes that are copied out. */
    private static final long COPY_LIMIT = 64 * 1024;

    private final Batch batch;
    private final Tensor whole;
    private final TensorAllocator allocator;

    private FakeOutput(Batch batch, Tensor whole, TensorAllocator allocator) {
        this.batch = batch;
        this.whole = whole;
        this.allocator = allocator;
    }

    static FakeOutput of(Batch batch, TensorAllocator allocator) {
        return new FakeOutput(batch, fill(batch, allocator), allocator);
    }

    private static Tensor fill(Batch batch, TensorAllocator allocator) {
        boolean fixed = batch.type().fixedWidth();
        try (TensorBuilder builder = fixed
                ? allocator.allocate(batch.type(), batch.shape())
                : allocator.allocateBytes(batch.bytes(), batch.shape())) {
            if (fixed) {
                builder.buffer().put(0, batch.data(), 0, batch.data().capacity());
            } else {
                ByteElements.encode(batch.elements(), builder.buffer());
            }
            return builder.build();
        }
    }

    Tensor take(Port port, int row, int rows, int[] lengths) {
        long[] batchShape = batch.shape();
        long[] share = BatchLayout.share(port, batchShape, rows, lengths);
        long[] at = BatchLayout.origin(port, row);
        if (!port.type().fixedWidth()) {
            return takeElements(batchShape, share, at);
        }
        int width = port.type().width();
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger first = new AtomicInteger();
        Blocks.runs(batchShape, at, share, new long[at.length], share, (from, to, count) -> {
            runs.incrementAndGet();
            first.set(from);
        });
        if (runs.get() == 1 && Shapes.bytes(port.type(), share) > COPY_LIMIT) {
            return whole.view((long) first.get() * width, share);
        }
        try (TensorBuilder builder = allocator.allocate(port.type(), share)) {
            Blocks.copy(batch.data(), batchShape, at, builder.buffer(), share, new long[at.length], share, width);
            return builder.build();
        }
    }

    private Tensor takeElements(long[] batchShape, long[] share, long[] at) {
        byte[][] elements = new byte[Math.toIntExact(Shapes.elements(share))][];
        Blocks.runs(
                batchShape,
                at,
                share,
                new long[at.length],
                share,
                (from, to, count) -> System.arraycopy(batch.elements(), from, elements, to, count));
        return TestTensors.bytes(allocator, share, elements);
    }

    @Override
    public void close() {
        whole.close();
    }
}

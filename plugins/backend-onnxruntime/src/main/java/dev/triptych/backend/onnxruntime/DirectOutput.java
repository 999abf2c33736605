package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An output of a fixed-width type, written by ONNX Runtime into our memory where its shape is known before the run. */
final class DirectOutput implements OutputSlot {
    /** The most bytes that are copied out; more is a view. */
    private static final long COPY_LIMIT = 64 * 1024;

    private final Port port;
    private final PortMemory memory;
    private final TensorAllocator allocator;

    DirectOutput(Port port, PortMemory memory, TensorAllocator allocator) {
        this.port = port;
        this.memory = memory;
        this.allocator = allocator;
    }

    @Override
    public Optional<OnnxTensor> prepare(int rows, int[] lengths) throws OrtException {
        Optional<long[]> shape = BatchLayout.known(port, rows, lengths);
        if (shape.isEmpty()) {
            return Optional.empty();
        }
        memory.reserve(shape.get());
        return Optional.of(memory.tensor());
    }

    @Override
    public void accept(OnnxValue value, int rows) throws BackendException {
        if (!(value instanceof OnnxTensor tensor)) {
            throw Failures.notATensor(port);
        }
        long[] shape = tensor.getInfo().getShape();
        Failures.checkShape(port, shape, rows);
        memory.reserve(shape);
        // The interface has no view of ONNX Runtime's own memory: this copies once more, by way of the heap.
        ByteBuffer source = tensor.getByteBuffer();
        memory.bytes().put(0, source, 0, source.remaining());
    }

    @Override
    public Tensor take(int row, int rows, int[] lengths) {
        long[] batch = memory.shape();
        long[] share = BatchLayout.share(port, batch, rows, lengths);
        long[] at = BatchLayout.origin(port, row);
        if (Shapes.bytes(port.type(), share) > COPY_LIMIT) {
            long offset = offsetIfInOnePiece(batch, at, share);
            if (offset >= 0) {
                return memory.share(offset, share);
            }
        }
        try (TensorBuilder copy = allocator.allocate(port.type(), share)) {
            int width = port.type().width();
            Blocks.copy(memory.bytes(), batch, at, copy.buffer(), share, new long[share.length], share, width);
            return copy.build();
        }
    }

    /** The share's byte offset, or -1 when it lies in several pieces. */
    private long offsetIfInOnePiece(long[] batch, long[] at, long[] share) {
        long[] found = {0, -1};
        Blocks.runs(batch, at, share, new long[share.length], share, (from, to, count) -> {
            found[0]++;
            found[1] = from;
        });
        return found[0] == 1 ? found[1] * port.type().width() : -1;
    }

    @Override
    public void close() {
        memory.close();
    }
}

package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.Tensor;

/** An input of a fixed-width type: items are copied straight into the memory that ONNX Runtime reads. */
final class DirectInput implements InputSlot {
    private final Port port;
    private final PortMemory memory;
    private int rows;
    private int[] lengths = {};
    private boolean filled;

    DirectInput(Port port, PortMemory memory) {
        this.port = port;
        this.memory = memory;
    }

    @Override
    public void begin(int newRows, int[] newLengths) {
        rows = newRows;
        lengths = newLengths;
        filled = false;
    }

    @Override
    public void put(int row, Tensor item) {
        long[] shape = item.shape();
        if (filled) {
            BatchLayout.check(port, memory.shape(), shape);
        } else {
            memory.reserve(BatchLayout.batched(port, rows, lengths, shape));
            filled = true;
        }
        long[] batch = memory.shape();
        long[] at = BatchLayout.origin(port, row);
        if (BatchLayout.leavesPadding(port, batch, shape)) {
            long[] space = batch.clone();
            if (port.batchAxis() != Port.NO_BATCH) {
                space[port.batchAxis()] = shape[port.batchAxis()];
            }
            Blocks.fill(memory.bytes(), batch, at, space, port.type(), port.padValue());
        }
        int width = port.type().width();
        Blocks.copy(item.host(), shape, new long[shape.length], memory.bytes(), batch, at, shape, width);
    }

    @Override
    public OnnxTensor tensor() throws OrtException {
        if (!filled) {
            throw new IllegalStateException("nothing was put into input " + port.name());
        }
        return memory.tensor();
    }

    @Override
    public void close() {
        memory.close();
    }
}

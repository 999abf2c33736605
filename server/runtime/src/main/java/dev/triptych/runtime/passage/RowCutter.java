package dev.triptych.runtime.passage;

import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cuts rows out of inputs: views where rows lie in one piece, copies elsewhere. Immutable; the inputs stay the caller's. */
final class RowCutter {
    private final List<Port> ports;
    private final Tensors inputs;
    private final TensorAllocator memory;

    RowCutter(List<Port> ports, Tensors inputs, TensorAllocator memory) {
        this.ports = ports;
        this.inputs = inputs;
        this.memory = memory;
    }

    /** So many rows from one on; what has no rows is shared. The result is the receiver's. */
    Tensors rows(int first, int count) {
        Map<String, Tensor> cut = new LinkedHashMap<>();
        boolean whole = false;
        try {
            for (Port port : ports) {
                cut.put(port.name(), rows(port, inputs.get(port.name()), first, count));
            }
            whole = true;
            return Tensors.of(cut);
        } finally {
            if (!whole) {
                cut.values().forEach(Tensor::close);
            }
        }
    }

    private Tensor rows(Port port, Tensor tensor, int first, int count) {
        int axis = port.batchAxis();
        if (axis == Port.NO_BATCH) {
            return tensor.retain();
        }
        long[] shape = tensor.shape();
        long[] part = shape.clone();
        part[axis] = count;
        if (axis == 0) {
            long rowBytes = tensor.host().remaining() / shape[0];
            return tensor.view(first * rowBytes, part);
        }
        long[] from = new long[shape.length];
        from[axis] = first;
        try (TensorBuilder builder = memory.allocate(tensor.type(), part)) {
            long[] start = new long[shape.length];
            int width = tensor.type().width();
            Blocks.copy(tensor.host(), shape, from, builder.buffer(), part, start, part, width);
            return builder.build();
        }
    }
}

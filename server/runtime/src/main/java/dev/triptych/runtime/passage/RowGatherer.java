package dev.triptych.runtime.passage;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts rows that come in pieces, in any order, into one tensor for each output. Thread-safe. */
final class RowGatherer implements AutoCloseable {
    /** One output as far as it came. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Whole(TensorBuilder builder, long[] shape) {}

    private final List<Port> ports;
    private final int rows;
    private final TensorAllocator memory;
    // Guarded by this.
    private final Map<String, Whole> wholes = new LinkedHashMap<>();

    RowGatherer(List<Port> ports, int rows, TensorAllocator memory) {
        this.ports = ports;
        this.rows = rows;
        this.memory = memory;
    }

    /** Takes the rows from one on, and closes the piece. */
    void add(int first, Tensors piece) {
        try (piece) {
            for (Port port : ports) {
                add(port, first, piece.get(port.name()));
            }
        }
    }

    private void add(Port port, int first, Tensor piece) {
        long[] part = piece.shape();
        int axis = port.batchAxis();
        Whole whole = whole(port, piece, part);
        long[] at = new long[part.length];
        long[] expected = whole.shape().clone();
        expected[axis] = part[axis];
        if (!Arrays.equals(expected, part)) {
            throw TaskException.of(
                    Reason.MODEL_REJECTED_INPUT,
                    "The model's output " + port.name()
                            + " has other sizes for some rows than for others; send fewer rows" + " at once.");
        }
        long[] to = new long[part.length];
        to[axis] = first;
        int width = piece.type().width();
        Blocks.copy(piece.host(), part, at, whole.builder().buffer(), whole.shape(), to, part, width);
    }

    // Pieces write beside each other, so only the making is locked.
    private synchronized Whole whole(Port port, Tensor piece, long[] part) {
        Whole known = wholes.get(port.name());
        if (known != null) {
            return known;
        }
        long[] shape = part.clone();
        shape[port.batchAxis()] = rows;
        Whole made = new Whole(memory.allocate(piece.type(), shape), shape);
        wholes.put(port.name(), made);
        return made;
    }

    /** All outputs, once every row has come; they are the receiver's. */
    synchronized Tensors all() {
        Map<String, Tensor> built = new LinkedHashMap<>();
        wholes.forEach((name, whole) -> built.put(name, whole.builder().build()));
        return Tensors.of(built);
    }

    /** Gives back what was not built. */
    @Override
    public synchronized void close() {
        wholes.values().forEach(whole -> whole.builder().close());
    }
}

package dev.triptych.spi.graph;

import dev.triptych.spi.tensor.DType;
import java.util.List;

/**
 * A named input or output of a graph.
 *
 * @param name the name in the graph
 * @param type the element type
 * @param dims the batched shape; -1 where the size is free
 * @param batchAxis the axis along which items are stacked; -1 when one value serves the whole batch, in which case items
 *     with different values never share a batch
 * @param pads the axes padded to the longest item, in order
 * @param padValue what padding holds, converted to the type: a pad token's id, 0 for a mask
 */
public record Port(String name, DType type, List<Long> dims, int batchAxis, List<Pad> pads, double padValue) {
    /** The batch axis of a port that holds one value for the whole batch. */
    public static final int NO_BATCH = -1;

    public Port {
        dims = List.copyOf(dims);
        pads = List.copyOf(pads);
        if (batchAxis < NO_BATCH || batchAxis >= dims.size()) {
            throw new IllegalArgumentException("port " + name + ": no axis " + batchAxis + " in " + dims);
        }
    }

    /** A port that is stacked along axis 0 and never padded. */
    public static Port batched(String name, DType type, List<Long> dims) {
        return new Port(name, type, dims, 0, List.of(), 0);
    }

    /** The same port, stacked along another axis; {@link #NO_BATCH} for one value per batch. */
    public Port batchedAlong(int axis) {
        return new Port(name, type, dims, axis, pads, padValue);
    }

    /** The same port, padded along the given axes with a value. */
    public Port padded(double value, List<Pad> axes) {
        return new Port(name, type, dims, batchAxis, axes, value);
    }
}

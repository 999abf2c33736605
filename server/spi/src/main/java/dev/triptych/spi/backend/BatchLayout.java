package dev.triptych.spi.backend;

import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where items lie in a batch: the arithmetic of rows, padding and shares that backends have in common.
 *
 * <p>An axis of a port is fixed, the batch axis, padded, or free. A free axis takes the first item's size; the server only
 * batches items that agree on it.
 */
public final class BatchLayout {
    private BatchLayout() {}

    /**
     * The shape of a port's batch, told by its first item.
     *
     * @throws IllegalArgumentException when the item's shape does not fit the port or is longer than the padding
     */
    public static long[] batched(Port port, int rows, int[] lengths, long[] item) {
        if (item.length != port.dims().size()) {
            throw misfit(port, item);
        }
        long[] shape = declared(port, rows, lengths);
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] < 0) {
                shape[axis] = item[axis];
            }
        }
        check(port, shape, item);
        return shape;
    }

    /**
     * Checks that an item fits into a batch.
     *
     * @throws IllegalArgumentException when it does not
     */
    public static void check(Port port, long[] batch, long[] item) {
        boolean fits = item.length == batch.length;
        for (int axis = 0; fits && axis < batch.length; axis++) {
            boolean within = axis == port.batchAxis() || padded(port, axis);
            fits = within ? item[axis] <= batch[axis] : item[axis] == batch[axis];
        }
        if (!fits) {
            throw misfit(port, item);
        }
    }

    /** The shape of a port's batch where rows and lengths alone tell it; empty when an axis depends on values. */
    public static Optional<long[]> known(Port port, int rows, int[] lengths) {
        long[] shape = declared(port, rows, lengths);
        for (long dim : shape) {
            if (dim < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(shape);
    }

    /** Where an item with the given first row begins. */
    public static long[] origin(Port port, int row) {
        long[] at = new long[port.dims().size()];
        if (port.batchAxis() != Port.NO_BATCH) {
            at[port.batchAxis()] = row;
        }
        return at;
    }

    /**
     * The shape of an item's share of a batch: its rows along the batch axis, its own lengths along the pad axes.
     *
     * @param lengths the item's own lengths; an axis whose length is not given is not cut
     */
    public static long[] share(Port port, long[] batch, int rows, int[] lengths) {
        long[] shape = batch.clone();
        if (port.batchAxis() != Port.NO_BATCH) {
            shape[port.batchAxis()] = rows;
        }
        for (Pad pad : port.pads()) {
            if (pad.length() < lengths.length) {
                shape[pad.axis()] = Math.min(shape[pad.axis()], lengths[pad.length()]);
            }
        }
        return shape;
    }

    /** Whether an item leaves some of its rows' space to padding. */
    public static boolean leavesPadding(Port port, long[] batch, long[] item) {
        for (Pad pad : port.pads()) {
            if (item[pad.axis()] < batch[pad.axis()]) {
                return true;
            }
        }
        return false;
    }

    private static long[] declared(Port port, int rows, int[] lengths) {
        long[] shape = new long[port.dims().size()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = axis == port.batchAxis() ? rows : port.dims().get(axis);
        }
        for (Pad pad : port.pads()) {
            if (pad.length() < lengths.length) {
                shape[pad.axis()] = lengths[pad.length()];
            }
        }
        return shape;
    }

    private static boolean padded(Port port, int axis) {
        for (Pad pad : port.pads()) {
            if (pad.axis() == axis) {
                return true;
            }
        }
        return false;
    }

    private static IllegalArgumentException misfit(Port port, long[] item) {
        return new IllegalArgumentException(
                "port " + port.name() + ": shape " + Arrays.toString(item) + " does not fit " + port.dims());
    }
}

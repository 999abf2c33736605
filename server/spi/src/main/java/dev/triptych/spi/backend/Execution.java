package dev.triptych.spi.backend;

import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;

/**
 * A compiled graph bound to a lane: one batch at a time, assembled, run and taken apart.
 *
 * <p>The order is {@code begin, put..., launch, await, take..., } and then {@code begin} again; {@code begin} also gives
 * up a batch at any point. Only the lane's thread calls it. Buffers stay at fixed addresses for one shape, belong to this
 * execution and are closed with it. A failed {@code launch} or {@code await} leaves it ready for {@code begin}, unless the
 * exception says {@link BackendException.Kind#DEVICE_LOST}.
 */
public interface Execution extends AutoCloseable {
    /**
     * Starts a batch.
     *
     * @param rows the rows of the batch, 1 to the spec's most
     * @param lengths the padded length that each index of {@link dev.triptych.spi.graph.Pad#length} stands for
     */
    void begin(int rows, int[] lengths);

    /**
     * Copies one item into the batch, padding it along the port's pad axes. The item keeps its owner.
     *
     * @param row the item's first row; ignored for a port without a batch axis
     * @param item the item's tensor, with as many entries along the batch axis as it has rows
     */
    void put(Port port, int row, Tensor item);

    /** Starts the run. */
    void launch() throws BackendException;

    /** Waits for the run; true when it has ended, false when the time is over first. */
    boolean await(long nanos) throws BackendException;

    /**
     * One item's share of an output, owned by the caller. Up to 64 KiB are copied out; more is a counted view that pins
     * the batch's buffer.
     *
     * @param row the item's first row
     * @param rows the item's rows
     * @param lengths the item's own lengths: padding beyond them is cut off along the output's pad axes
     */
    Tensor take(Port port, int row, int rows, int[] lengths);

    @Override
    void close();
}

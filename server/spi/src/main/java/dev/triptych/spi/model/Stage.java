package dev.triptych.spi.model;

import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.tensor.Tensors;
import java.util.concurrent.CompletionStage;

/**
 * One batched step of a loaded model: rows of many calls meet here, run together, and go their ways.
 *
 * <p><b>Threading.</b> Safe for many threads; never blocks. The result completes on a lane's thread: go on by
 * {@code thenApplyAsync(..., call.host())}, never with work of more than a few microseconds in place.
 *
 * <p><b>Ownership.</b> {@link #submit} owns the inputs from the call on, whatever the outcome. Outputs belong to the
 * caller.
 *
 * <p><b>Failure.</b> The result fails with {@link dev.triptych.spi.error.TaskException}: the call's deadline or
 * cancellation, a full queue, or the item's own failure after the server has separated it from its batch.
 */
public interface Stage {
    /** The name in the model. */
    String name();

    /** The graph, with its ports. */
    Graph graph();

    /** The most rows of one submission. */
    int maxRows();

    /**
     * Runs rows of one call.
     *
     * @param call whose passage it is: its deadline, cancellation and fair share
     * @param rows how many, 1 to {@link #maxRows}
     * @param inputs one tensor per input port, in the port's batched shape with {@code rows} along its batch axis; the
     *     sizes along pad axes are the item's own
     * @return one tensor per output port, with {@code rows} along its batch axis and padding cut off
     */
    CompletionStage<Tensors> submit(Call call, int rows, Tensors inputs);

    /** How many rows one call may have under way before it should wait for some to come back. */
    int window();
}

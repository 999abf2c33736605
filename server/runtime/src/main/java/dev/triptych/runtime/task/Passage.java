package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Task;
import dev.triptych.spi.tensor.Tensors;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way of items through the server: planned, admitted together, run one by one. Thread-safe; never blocks. */
public interface Passage {
    /**
     * Sends items on their way.
     *
     * @return one result for each item, in order; a bad item fails its own result alone
     * @throws dev.triptych.spi.error.TaskException when the whole call is refused: draining, no room, too late
     */
    <I, O> List<CompletionStage<O>> run(Request request, Lease lease, String taskName, Task<I, O> task, List<I> items);

    /** Sends tensors straight to a graph; owns the inputs from the call on, whatever the outcome. */
    CompletionStage<Tensors> raw(Request request, Lease lease, RawGraph graph, Tensors inputs);

    /** The most items of one call. */
    int maxItems();
}

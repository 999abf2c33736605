package dev.triptych.runtime.task;

import dev.triptych.runtime.cache.SharedLife;
import dev.triptych.runtime.serving.HostStep;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Task;
import dev.triptych.spi.tensor.Tensors;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The way of items through the server: planned, admitted together, run one by one. Thread-safe; never blocks. */
public interface Passage {
    /**
     * Sends items on their way.
     *
     * @return one result for each item, in order; a bad item fails its own result alone
     * @throws dev.triptych.spi.error.TaskException when the whole call is refused: draining, no room, too late
     */
    <I, O> List<CompletionStage<O>> run(Request request, Lease lease, String taskName, Task<I, O> task, List<I> items);

    /** The life of a run that other requests may come to wait for; the request has joined it. */
    SharedLife share(Request first);

    /**
     * The same for items that other requests may come to wait for: all are admitted for the request, and each runs under a
     * life of its own.
     *
     * @param lives one for each item, from {@link #share}
     */
    <I, O> List<CompletionStage<O>> run(
            Request request,
            Lease lease,
            String taskName,
            Task<I, O> task,
            List<I> items,
            List<? extends SharedLife> lives);

    /** Sends tensors straight to a graph; owns the inputs from the call on, whatever the outcome. */
    CompletionStage<Tensors> raw(Request request, Lease lease, RawGraph graph, Tensors inputs);

    /**
     * Computes for a whole call, ahead of decodes, on a host lane and never on a device's.
     *
     * @param step what it counts as
     * @param work must not throw
     * @param dropped told instead why the work will not run: the request has ended, or the server goes down
     */
    void onHost(Request request, Lease lease, HostStep step, Runnable work, Consumer<TaskException> dropped);

    /** Whether a request still waits for its answer. */
    boolean live(Request request);

    /** What a stage completes with, or the end of the request when that comes first. */
    <T> CompletionStage<T> whileLive(Request request, CompletionStage<T> stage);

    /** The most items of one call. */
    int maxItems();
}

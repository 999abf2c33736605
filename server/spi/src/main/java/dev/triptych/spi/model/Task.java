package dev.triptych.spi.model;

import java.util.concurrent.CompletionStage;

/**
 * Code for one item: from what the caller sent to what the caller gets.
 *
 * @param <I> the item
 * @param <O> the answer
 */
public interface Task<I, O> extends Capability {
    /**
     * The item's plan, from its headers. Quick, allocates nothing large, decodes nothing; called on an event loop.
     *
     * @throws dev.triptych.spi.error.TaskException when the headers already show that the item cannot work
     */
    Plan plan(I item);

    /**
     * Runs the item. Called on a host lane; decoding and preprocessing happen in place, then the item waits for its stages
     * without holding the lane: it must not block for one, since the lane holds a core that a device may need. The result may
     * complete on any thread.
     *
     * @throws dev.triptych.spi.error.TaskException for a bad item; the server treats it like a failed result
     */
    CompletionStage<O> run(Call call, I item);
}

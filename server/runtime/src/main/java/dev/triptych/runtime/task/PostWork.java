package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.HostStep;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Computes on what all items of a call became.
 *
 * <p>The arithmetic runs on a host lane: the last item may complete on a device's lane, whose device would stand idle
 * meanwhile. What items became is closed here, whatever happens.
 */
final class PostWork {
    private final Passage passage;

    PostWork(Passage passage) {
        this.passage = passage;
    }

    /**
     * The work's answer; the work closes nothing.
     *
     * @param close gives one item's memory back
     */
    <E, T> CompletionStage<T> after(
            Request request,
            Lease lease,
            CompletionStage<List<Outcome<E>>> items,
            Consumer<E> close,
            Function<List<Outcome<E>>, T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<Void> unused = items.thenAccept(all -> {
                    // The result is completed by the work itself, so that what follows stays off the device's lane too.
                    passage.onHost(request, lease, HostStep.POST, () -> answer(result, all, close, work), dropped -> {
                        Outcome.closeAll(all, close);
                        result.completeExceptionally(dropped);
                    });
                })
                .whenComplete((posted, defect) -> {
                    if (defect != null) {
                        result.completeExceptionally(defect);
                    }
                });
        return result;
    }

    private static <E, T> void answer(
            CompletableFuture<T> result,
            List<Outcome<E>> items,
            Consumer<E> close,
            Function<List<Outcome<E>>, T> work) {
        T answer;
        try {
            answer = work.apply(items);
        } catch (RuntimeException e) {
            Outcome.closeAll(items, close);
            result.completeExceptionally(e);
            return;
        }
        Outcome.closeAll(items, close);
        result.complete(answer);
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for items, each with its own end. */
final class Gather {
    private Gather() {}

    /** One outcome for each result, in order, when all have ended. */
    static <T> CompletionStage<List<Outcome<T>>> all(List<? extends CompletionStage<T>> results) {
        List<CompletableFuture<Outcome<T>>> outcomes = new ArrayList<>(results.size());
        for (CompletionStage<T> result : results) {
            outcomes.add(result.<Outcome<T>>handle((value, error) ->
                            error == null ? new Outcome.Done<>(value) : new Outcome.Failed<>(reasoned(error)))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(
                        done -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    /** The failure as the caller may see it; anything unexpected is a defect of the server. */
    static TaskException reasoned(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof TaskException task
                ? task
                : TaskException.of(Reason.SERVER_DEFECT, "the server failed on this item", cause);
    }
}

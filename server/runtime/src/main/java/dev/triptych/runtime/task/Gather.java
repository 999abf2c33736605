package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for items, each with its own end. */
final class Gather {
    /** What became of the one call that ran what others wait for; it says nothing of the items. */
    private static final Set<Reason> OF_ONE_CALL = EnumSet.of(
            Reason.CALL_CANCELLED,
            Reason.DEADLINE_EXCEEDED,
            Reason.QUEUE_FULL,
            Reason.MEMORY_SHORT,
            Reason.QUOTA_EXCEEDED,
            Reason.ITEM_TOO_LARGE);

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

    /** Whether a run ended for a reason of the call's that ran it, so that others who wait for it go on. */
    static boolean ofOneCall(TaskException reason) {
        return OF_ONE_CALL.contains(reason.reason());
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

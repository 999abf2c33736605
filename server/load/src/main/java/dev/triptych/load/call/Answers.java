package dev.triptych.load.call;

import dev.triptych.load.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Calls' futures as a load counts them. */
final class Answers {
    private Answers() {}

    /**
     * The answer of a call: what a success counts, else the trouble of all its items.
     *
     * @param items how many it has
     */
    static <R> CompletableFuture<Answer> of(CompletableFuture<R> call, int items, Function<R, Answer> success) {
        return call.handle((value, error) -> error == null
                ? success.apply(value)
                : Troubles.of(error)
                        .map(trouble -> Answer.failed(items, trouble))
                        .orElseThrow(() -> new CompletionException(error)));
    }
}

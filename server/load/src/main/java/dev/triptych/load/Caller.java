package dev.triptych.bench.load;

import java.util.concurrent.CompletableFuture;

/** One kind of request, made again and again; thread-safe. */
@FunctionalInterface
public interface Caller {
    /**
     * Makes a request; the future fails when the call as a whole does.
     *
     * @param number how many were made before, from 0: lets inputs alternate
     */
    CompletableFuture<Answer> call(long number);

    /**
     * What became of the items of one request.
     *
     * @param answered items with an answer
     * @param failed items that failed
     */
    record Answer(int answered, int failed) {}
}

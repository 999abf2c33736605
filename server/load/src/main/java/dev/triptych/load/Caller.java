package dev.triptych.load;

import java.util.concurrent.CompletableFuture;

/**
 * One kind of request, made again and again; thread-safe.
 *
 * <p>A call that a server refuses or fails is an {@link Answer} too; the future itself fails only when the caller is
 * defective, and such a run has no figures.
 */
@FunctionalInterface
public interface Caller {
    /**
     * Makes a request; does not wait for its answer.
     *
     * @param number how many were made before, from 0: lets inputs alternate
     */
    CompletableFuture<Answer> call(long number);
}

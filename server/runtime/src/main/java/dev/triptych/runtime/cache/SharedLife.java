package dev.triptych.runtime.cache;

import dev.triptych.runtime.serving.Request;

/**
 * The life of a run that several requests wait for: it lives as long as the last of them. Thread-safe.
 */
public interface SharedLife {
    /**
     * Makes a request one of those who wait.
     *
     * @return false when the last has left, and nothing can be had from the run any more, or when the run waits its turn by
     *     a deadline so late that the request had better run by itself
     */
    boolean join(Request request);
}

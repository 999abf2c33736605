package dev.triptych.runtime.cache;

import dev.triptych.runtime.serving.Request;

/**
 * The life of a run that several requests wait for: it lives as long as the last of them, and is as urgent as the most
 * urgent. Thread-safe.
 */
public interface SharedLife {
    /** Makes a request one of those who wait; false when the last has left, and nothing can be had from the run any more. */
    boolean join(Request request);
}

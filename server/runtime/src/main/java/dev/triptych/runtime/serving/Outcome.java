package dev.triptych.runtime.serving;

import dev.triptych.spi.error.TaskException;

/**
 * One item's end: its answer or its own failure.
 *
 * @param <T> the answer
 */
public sealed interface Outcome<T> {
    /** The answer; closed by the receiver when it is closeable. */
    record Done<T>(T value) implements Outcome<T> {}

    /** The item's failure; its neighbours are unharmed. */
    record Failed<T>(TaskException error) implements Outcome<T> {}
}

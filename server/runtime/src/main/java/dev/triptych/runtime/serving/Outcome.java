package dev.triptych.runtime.serving;

import dev.triptych.spi.error.TaskException;
import java.util.List;
import java.util.function.Consumer;

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

    /**
     * Gives back what answers own; failures own nothing.
     *
     * @param close closes one answer
     */
    static <T> void closeAll(List<Outcome<T>> outcomes, Consumer<? super T> close) {
        for (Outcome<T> outcome : outcomes) {
            if (outcome instanceof Done<T> done) {
                close.accept(done.value());
            }
        }
    }
}

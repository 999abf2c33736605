package dev.triptych.runtime.serving;

import dev.triptych.spi.error.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Hears what the server measures; the app turns it into metrics. Thread-safe, quick, never throws.
 *
 * <p>Times are in nanoseconds.
 */
public interface Meter {
    /** One batch ran on a device. */
    void batch(BatchFacts batch);

    /** One step of host work of an item ended: {@code decode}, {@code post}. */
    void host(String model, String step, long queueNanos, long runNanos);

    /** One item ended; null reason when all is well. */
    void item(String model, String task, String modality, @Nullable Reason reason, long nanos);

    /** One item has been through a phase. */
    default void phase(String model, String modality, Phase phase, long nanos) {}

    /** Items were turned away before any work was done for them. */
    default void shed(String model, Reason reason, int items) {}

    /** The vectors of a call's labels were found ({@code hit}) or had to be computed. */
    default void labels(String model, boolean hit) {}

    /** Hears nothing. */
    Meter NONE = new Meter() {
        @Override
        public void batch(BatchFacts batch) {}

        @Override
        public void host(String model, String step, long queueNanos, long runNanos) {}

        @Override
        public void item(String model, String task, String modality, @Nullable Reason reason, long nanos) {}
    };
}

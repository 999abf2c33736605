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
    void batch(String model, String stage, int rows, long cost, long queueNanos, long runNanos);

    /** One step of host work of an item ended: {@code decode}, {@code post}. */
    void host(String model, String step, long queueNanos, long runNanos);

    /** One item ended; null reason when all is well. */
    void item(String model, String task, @Nullable Reason reason, long nanos);

    /** The vectors of a call's labels were found ({@code hit}) or had to be computed. */
    default void labels(String model, boolean hit) {}

    /** An item's vector was looked for among those that came before and those under way. */
    default void cached(String model, CacheResult result) {}

    /** How the look-up of an item ends. */
    enum CacheResult {
        /** The vector was kept. */
        HIT,
        /** Another call computes it already. */
        SHARED,
        /** It has to be computed. */
        MISS
    }

    /** Hears nothing. */
    Meter NONE = new Meter() {
        @Override
        public void batch(String model, String stage, int rows, long cost, long queueNanos, long runNanos) {}

        @Override
        public void host(String model, String step, long queueNanos, long runNanos) {}

        @Override
        public void item(String model, String task, @Nullable Reason reason, long nanos) {}
    };
}

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
    default void batch(BatchFacts batch) {}

    /** One step of host work of an item ended: {@code decode}, {@code post}. */
    default void host(String model, String step, long queueNanos, long runNanos) {}

    /** An item was decoded, and nobody got an answer to it: cancelled, too late or failed. */
    default void wasted(String model, long decodeNanos) {}

    /** One item ended; null reason when all is well. */
    default void item(String model, String task, String modality, @Nullable Reason reason, long nanos) {}

    /** One item has been through a phase. */
    default void phase(String model, String modality, Phase phase, long nanos) {}

    /** Items were turned away before any work was done for them. */
    default void shed(String model, Reason reason, int items) {}

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
    Meter NONE = new Meter() {};
}

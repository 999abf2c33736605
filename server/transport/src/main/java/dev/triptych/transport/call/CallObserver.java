package dev.triptych.transport.call;

/** Hears of each call that ended, once. Thread-safe, quick, never throws. */
@FunctionalInterface
public interface CallObserver {
    /** Hears nothing. */
    CallObserver NONE = end -> {};

    /** Whether the steps of a call shall be kept for {@link #ended}: its caller's trace parent, empty when it has none. */
    default boolean watches(String traceparent) {
        return false;
    }

    /** One call ended. */
    void ended(CallEnd end);
}

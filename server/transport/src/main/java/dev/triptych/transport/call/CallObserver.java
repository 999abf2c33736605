package dev.triptych.transport.call;

/** Hears of each call that ended, once. Thread-safe, quick, never throws. */
@FunctionalInterface
public interface CallObserver {
    /** Hears nothing. */
    CallObserver NONE = end -> {};

    /** One call ended. */
    void ended(CallEnd end);
}

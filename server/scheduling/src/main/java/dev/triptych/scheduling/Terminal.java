package dev.triptych.scheduling;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of one request. Safe for use by many threads.
 *
 * <p>Invariant: exactly one call of {@link #finish} answers true, whoever races; that caller, and no other, writes the
 * request's terminal status.
 */
public final class Terminal {
    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable onDone;

    /** A request under way; the callback runs once, on the thread that finishes it, and must not throw. */
    Terminal(Runnable onDone) {
        this.onDone = onDone;
    }

    /** Decides its end. True for exactly one caller. */
    public boolean finish() {
        if (done.getAndSet(true)) {
            return false;
        }
        onDone.run();
        return true;
    }

    /** Whether its terminal status is decided. */
    public boolean done() {
        return done.get();
    }
}

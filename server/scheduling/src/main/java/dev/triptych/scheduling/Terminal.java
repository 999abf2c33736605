package dev.triptych.scheduling;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The life of one request: queued, dispatched, done. Safe for use by many threads.
 *
 * <p>Invariant: exactly one call of {@link #finish} answers true, whoever races; that caller, and no other, writes the
 * request's terminal status.
 */
public final class Terminal {
    /** Where a request stands. */
    public enum State {
        /** Nothing of it has run. */
        QUEUED,
        /** Something of it has run or runs. */
        DISPATCHED,
        /** Its terminal status is decided. */
        DONE
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final Runnable onDone;

    /** A queued request; the callback runs once, on the thread that finishes it, and must not throw. */
    Terminal(Runnable onDone) {
        this.onDone = onDone;
    }

    /** Notes that something of it runs. False if it is done, and then nothing more of it should run. */
    public boolean dispatch() {
        state.compareAndSet(State.QUEUED, State.DISPATCHED);
        return state.get() != State.DONE;
    }

    /** Decides its end. True for exactly one caller. */
    public boolean finish() {
        if (state.getAndSet(State.DONE) == State.DONE) {
            return false;
        }
        onDone.run();
        return true;
    }

    /** Where it stands now. */
    public State state() {
        return Objects.requireNonNull(state.get());
    }

    /** Whether its terminal status is decided. */
    public boolean done() {
        return state.get() == State.DONE;
    }
}

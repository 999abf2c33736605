package dev.triptych.runtime.model;

import dev.triptych.runtime.serving.Span;

/** Counts how a model's items end. Thread-safe. */
public final class ItemTally {
    // Both: guarded by this.
    private Span done = Span.NONE;
    private Span failed = Span.NONE;

    /** An item ended, so long after its admission. */
    public synchronized void ended(boolean well, long nanos) {
        Span one = new Span(1, nanos);
        if (well) {
            done = done.plus(one);
        } else {
            failed = failed.plus(one);
        }
    }

    synchronized Span done() {
        return done;
    }

    synchronized Span failed() {
        return failed;
    }
}

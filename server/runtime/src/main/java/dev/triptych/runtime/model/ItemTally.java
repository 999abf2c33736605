package dev.triptych.runtime.model;

import dev.triptych.runtime.serving.Span;

/** Counts how a model's items end. Thread-safe. */
public final class ItemTally {
    // All: guarded by this.
    private Span done = Span.NONE;
    private Span failed = Span.NONE;
    private Span hits = Span.NONE;
    private long misses;

    /** An item ended, so long after its admission. */
    public synchronized void ended(boolean well, long nanos) {
        Span one = new Span(1, nanos);
        if (well) {
            done = done.plus(one);
        } else {
            failed = failed.plus(one);
        }
    }

    /** An item was answered by what another had computed, or was to be, so long after it was asked for. */
    public synchronized void answered(boolean well, long nanos) {
        ended(well, nanos);
        if (well) {
            hits = hits.plus(new Span(1, nanos));
        }
    }

    /** An item was looked up, and nobody had computed it. */
    public synchronized void missed() {
        misses++;
    }

    synchronized Span hits() {
        return hits;
    }

    synchronized long misses() {
        return misses;
    }

    synchronized Span done() {
        return done;
    }

    synchronized Span failed() {
        return failed;
    }
}

package dev.triptych.simulation.engine;

import org.jspecify.annotations.Nullable;

/** An invariant that did not hold: a defect of the scheduler, or of the simulation. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A broken invariant, named, with what was seen instead. */
    public Violation(String invariant, String seen) {
        this(invariant, seen, null);
    }

    Violation(String invariant, String seen, @Nullable Throwable cause) {
        super(invariant + ": " + seen, cause);
    }
}

package dev.triptych.runtime.execution;

import dev.triptych.spi.backend.BackendException;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a batch went.
 *
 * @param kind what to do next
 * @param cause what was thrown; null when the run went well or was not begun
 */
record Verdict(Kind kind, @Nullable Throwable cause) {
    /** What the lane does next. */
    enum Kind {
        /** Every work has its outputs. */
        DONE,
        /** Something in the batch: find it. */
        ITEM,
        /** Memory: run less at once. */
        MEMORY,
        /** Once more. */
        TRANSIENT,
        /** Nothing runs on this device any more. */
        LOST,
        /** A defect of the backend: fail the batch. */
        FAILURE
    }

    static final Verdict DONE = new Verdict(Kind.DONE, null);

    static Verdict of(BackendException e) {
        return new Verdict(
                switch (e.kind()) {
                    // A graph that compiled meets the unsupported only in some input's shapes or values.
                    case ITEM, UNSUPPORTED -> Kind.ITEM;
                    case MEMORY -> Kind.MEMORY;
                    case TRANSIENT -> Kind.TRANSIENT;
                    case DEVICE_LOST -> Kind.LOST;
                    case CORRUPT -> Kind.FAILURE;
                },
                e);
    }
}

package dev.triptych.scheduling;

import java.util.Locale;

/** What closed a batch: why nothing more went into it. */
public enum Release {
    /** Nothing more waited that could share it. */
    EMPTY,
    /** It has all the rows that it may have. */
    ROWS,
    /** It has all the cost that it may have. */
    COST,
    /** Another lane was on its way to take the rest. */
    SHARED,
    /** It would have taken longer than a slice, and others wait. */
    SLICE,
    /** More would have meant more padding than it may carry. */
    PADDING,
    /** It would have ended too late for one of its works. */
    DEADLINE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics. */
    public String label() {
        return label;
    }
}

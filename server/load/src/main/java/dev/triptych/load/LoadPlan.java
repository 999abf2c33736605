package dev.triptych.load;

import java.time.Duration;

/**
 * How long a load lasts and what counts as good.
 *
 * @param warmUp time before the window that does not count, 0 or more
 * @param measured length of the window, above 0
 * @param deadline within which an answer is good, above 0; the load does not enforce it, its calls do
 */
public record LoadPlan(Duration warmUp, Duration measured, Duration deadline) {
    /** A deadline that every answer keeps. */
    public static final Duration NO_DEADLINE = Duration.ofDays(1);

    /** Refuses a window of no length. */
    public LoadPlan {
        if (warmUp.isNegative() || !positive(measured) || !positive(deadline)) {
            throw new IllegalArgumentException("got warm-up " + warmUp + ", at least 0, measured " + measured
                    + " and deadline " + deadline + ", above 0");
        }
    }

    /** A plan in which every answer is good. */
    public static LoadPlan of(Duration warmUp, Duration measured) {
        return new LoadPlan(warmUp, measured, NO_DEADLINE);
    }

    private static boolean positive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }
}

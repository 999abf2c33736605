package dev.triptych.app.cli.measure;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long equal steps will take: a guess at first, then as long as those before did. */
final class Forecast {
    private final int steps;
    private final Duration guess;
    private final LongSupplier clock;
    private final long begun;

    /**
     * A forecast that begins now.
     *
     * @param guess what a step takes
     * @param clock nanoseconds that never go back
     */
    Forecast(int steps, Duration guess, LongSupplier clock) {
        this.steps = steps;
        this.guess = guess;
        this.clock = clock;
        this.begun = clock.getAsLong();
    }

    /** Whether any step is left when so many are done. */
    boolean hasMore(int done) {
        return done < steps;
    }

    /** The time that is left when so many steps are done. */
    Duration left(int done) {
        Duration step = done == 0 ? guess : Duration.ofNanos((clock.getAsLong() - begun) / done);
        return step.multipliedBy(steps - done);
    }
}

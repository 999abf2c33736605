package dev.triptych.load;

import java.util.SplittableRandom;

/** The times between requests that come at their own pace; not thread-safe. */
@FunctionalInterface
public interface Arrivals {
    /** Nanoseconds from one request to the next, 0 or more. */
    long nextGapNanos();

    /**
     * A Poisson process: what many users who do not know of each other make together. The gaps are exponential, by
     * inversion: {@code -ln(1 - u) / rate}.
     *
     * @param perSecond requests a second on average, above 0
     * @param seed the same seed, the same times
     */
    static Arrivals poisson(double perSecond, long seed) {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate must be above 0, got " + perSecond);
        }
        SplittableRandom random = new SplittableRandom(seed);
        return () -> Math.round(-Math.log1p(-random.nextDouble()) / perSecond * 1e9);
    }
}

package dev.triptych.scheduling;

/**
 * A source of monotonic time.
 *
 * <p>Readings are nanoseconds since an origin in the recent past (the start of the process): never negative, never
 * decreasing, far from overflow. Readings therefore compare with {@code <}, and {@link Long#MAX_VALUE} is free to mean
 * "never". Safe for use by many threads.
 */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since the origin, at least 0. */
    long nanos();
}

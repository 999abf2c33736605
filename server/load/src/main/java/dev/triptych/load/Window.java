package dev.triptych.load;

import java.time.Duration;

/**
 * The stretch of time that counts, after warm-up; on the clock of whoever measures.
 *
 * @param startNanos its first instant
 * @param endNanos its end, after the start
 */
public record Window(long startNanos, long endNanos) {
    public Window {
        if (endNanos - startNanos <= 0) {
            throw new IllegalArgumentException(
                    "a window must be longer than 0, got " + (endNanos - startNanos) + " ns");
        }
    }

    /** The window that opens when the warm-up that starts now is over. */
    public static Window after(long nowNanos, Duration warmUp, Duration measured) {
        long start = nowNanos + warmUp.toNanos();
        return new Window(start, start + measured.toNanos());
    }

    /** Whether the window has ended. */
    public boolean over(long nowNanos) {
        return nowNanos - endNanos >= 0;
    }

    /** Whether an operation that ended at this instant ended inside: after the start, at the end or before. */
    public boolean holds(long nanos) {
        return nanos - startNanos > 0 && nanos - endNanos <= 0;
    }

    /** Whether an operation that began at this instant began inside: at the start or after, before the end. */
    public boolean holdsBegin(long nanos) {
        return nanos - startNanos >= 0 && nanos - endNanos < 0;
    }

    /**
     * The share of an operation's time that lies inside, 0 to 1.
     *
     * <p>Counting whole operations by their end would make rates jump by a batch: with 8 items in a run of half a second,
     * that is more than the differences we look for.
     */
    public double share(long fromNanos, long toNanos) {
        if (toNanos - fromNanos <= 0) {
            return holds(toNanos) ? 1 : 0;
        }
        long first = Math.max(fromNanos - startNanos, 0);
        long last = Math.min(toNanos - startNanos, endNanos - startNanos);
        return last <= first ? 0 : (double) (last - first) / (toNanos - fromNanos);
    }

    /** Its length in seconds. */
    public double seconds() {
        return (endNanos - startNanos) / 1e9;
    }
}

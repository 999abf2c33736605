package dev.triptych.scheduling;

/**
 * How much may wait.
 *
 * @param works the most works, at least 0
 * @param cost the most cost in all, at least 0; an empty queue takes one work of any cost
 */
public record QueueBounds(int works, long cost) {
    /** No bound: for work that an admitted request cannot do without. */
    public static final QueueBounds NONE = new QueueBounds(Integer.MAX_VALUE, Long.MAX_VALUE);

    /** Refuses negative bounds. */
    public QueueBounds {
        if (works < 0 || cost < 0) {
            throw new IllegalArgumentException(
                    "bounds: got works " + works + ", cost " + cost + ", must be at least 0");
        }
    }

    /** Whether one more work of this cost still fits on top of what waits. */
    public boolean admits(int waiting, long waitingCost, long more) {
        return waiting < works && (waiting == 0 || more <= cost - waitingCost);
    }
}

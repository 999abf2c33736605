package dev.triptych.scheduling;

/**
 * How much time a flow asks for until when: sums over slots of latest starts, for the next {@link #HORIZON_NANOS}. Guarded by
 * the dispatcher's lock.
 *
 * <p>A Fenwick tree (1994) over a ring of slots: adding and asking take ten steps. Coarse on purpose: what is due in the
 * same slot counts as earlier.
 */
final class DueTimes {
    /** The slot of what is due after the horizon, or never. */
    static final long FAR = -1;

    private static final int SHIFT = 27;
    private static final int SIZE = 512;

    /** About 69 seconds. */
    static final long HORIZON_NANOS = (long) (SIZE - 1) << SHIFT;

    private final double[] tree = new double[SIZE + 1];

    /** The slot of a latest start, of about 134 ms; {@link #FAR} when it is too far away. */
    static long slot(long latestStart, long now) {
        long first = now >> SHIFT;
        long slot = Math.max(first, latestStart >> SHIFT);
        return slot - first >= SIZE - 1 ? FAR : slot;
    }

    /** Adds time to a slot that is not far; a negative one takes it back. */
    void add(long slot, double nanos) {
        for (int i = place(slot); i <= SIZE; i += i & -i) {
            tree[i] += nanos;
        }
    }

    /** The time in the slots from now up to and with this one, which is not far. */
    double until(long slot, long now) {
        int from = place(now >> SHIFT);
        int to = place(slot);
        double sum = from <= to ? prefix(to) - prefix(from - 1) : prefix(SIZE) - prefix(from - 1) + prefix(to);
        return Math.max(0, sum);
    }

    private double prefix(int place) {
        double sum = 0;
        for (int i = place; i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }

    private static int place(long slot) {
        return (int) (slot & (SIZE - 1)) + 1;
    }
}

package dev.triptych.simulation.engine;

/**
 * The ways in which other servers' queues differ from each other.
 *
 * @param delayNanos how long the first work of a batch that is not full waits for others
 * @param cap the most works that wait
 * @param rounding what is done about batch sizes
 * @param padTo the length that all works are padded to; 0 for the longest of the batch
 * @param recovery what becomes of a batch that fails
 */
public record PeerRules(long delayNanos, int cap, Rounding rounding, int padTo, Policy.Recovery recovery) {
    /** No delay, no bound, exact sizes, padded to the longest, a failed batch fails whole. */
    public static final PeerRules PLAIN =
            new PeerRules(0, Integer.MAX_VALUE, Rounding.NONE, 0, Policy.Recovery.FAIL_ALL);

    /** With another delay. */
    public PeerRules delay(long nanos) {
        return new PeerRules(nanos, cap, rounding, padTo, recovery);
    }

    /** With another bound. */
    public PeerRules cap(int works) {
        return new PeerRules(delayNanos, works, rounding, padTo, recovery);
    }

    /** With another rounding. */
    public PeerRules rounding(Rounding rule) {
        return new PeerRules(delayNanos, cap, rule, padTo, recovery);
    }

    /** With a length that all are padded to. */
    public PeerRules padTo(int length) {
        return new PeerRules(delayNanos, cap, rounding, length, recovery);
    }

    /** With another recovery. */
    public PeerRules recovery(Policy.Recovery rule) {
        return new PeerRules(delayNanos, cap, rounding, padTo, rule);
    }
}

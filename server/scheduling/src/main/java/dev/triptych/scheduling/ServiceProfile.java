package dev.triptych.scheduling;

/**
 * How long batches of one stage take on one device, as a function of their cost.
 *
 * <p><b>Threading.</b> Called with the dispatcher's lock held. A profile shared with other readers synchronizes itself.
 */
public interface ServiceProfile {
    /** Knows nothing and learns nothing. */
    ServiceProfile UNKNOWN = new ServiceProfile() {
        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public double alphaNanos() {
            return 0;
        }

        @Override
        public double betaNanos() {
            return 0;
        }

        @Override
        public void record(long cost, long nanos) {}
    };

    /** Whether enough was measured to predict. */
    boolean ready();

    /** The time of a batch without cost, at least 0; meaningless until {@link #ready}. */
    double alphaNanos();

    /** The time of one unit of cost, at least 0; meaningless until {@link #ready}. */
    double betaNanos();

    /** By how much 95 of 100 batches take at most longer than predicted, at least 0. */
    default long residualNanos() {
        return 0;
    }

    /**
     * What a measured time counts as, for this profile and for whoever is charged: as it is, but for one so far beyond what
     * was predicted that it was not the batch's, such as that of a process which was stopped meanwhile.
     */
    default long counted(long cost, long nanos) {
        return nanos;
    }

    /** Adds one measured batch. */
    void record(long cost, long nanos);

    /** The predicted time of a batch of this cost. */
    default long nanos(long cost) {
        return Math.round(alphaNanos() + betaNanos() * cost);
    }

    /** A time that 95 of 100 batches of this cost stay within. */
    default long pessimisticNanos(long cost) {
        return nanos(cost) + residualNanos();
    }
}

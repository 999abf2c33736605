package dev.triptych.simulation.engine;

/** When requests come. */
@FunctionalInterface
public interface Arrivals {
    /** When the next one comes, after the one at this time. */
    long next(Dice dice, long nanos);

    /** An open loop: so many a second, independent of each other and of the answers. */
    static Arrivals poisson(double perSecond) {
        double gap = 1e9 / perSecond;
        return (dice, nanos) -> nanos + dice.exponential(gap);
    }

    /**
     * Bursts: a Poisson process that changes between two rates.
     *
     * @param period nanoseconds from burst to burst
     * @param burst nanoseconds of a period that are busy, the first ones
     */
    static Arrivals bursts(double busyPerSecond, double quietPerSecond, long period, long burst) {
        return (dice, nanos) -> {
            long time = nanos;
            while (true) {
                long phase = time % period;
                boolean busy = phase < burst;
                long change = time - phase + (busy ? burst : period);
                long next = time + dice.exponential(1e9 / (busy ? busyPerSecond : quietPerSecond));
                if (next < change) {
                    return next;
                }
                time = change;
            }
        };
    }
}

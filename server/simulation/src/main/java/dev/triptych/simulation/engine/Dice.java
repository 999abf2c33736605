package dev.triptych.simulation.engine;

/**
 * Seeded random numbers, the same on every machine and Java version: SplitMix64 (Steele, Lea and Flood, 2014) and
 * {@link StrictMath}.
 */
public final class Dice {
    private long state;

    /** Equal seeds give equal numbers. */
    public Dice(long seed) {
        state = seed;
    }

    private long next() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Dice of their own, so that what one caller draws does not move what another gets. */
    public Dice split() {
        return new Dice(next());
    }

    /** A whole number from low to high, both included. */
    public long between(long low, long high) {
        return low + (long) (unit() * (high - low + 1));
    }

    /** Whether something of so many in a thousand happens. */
    public boolean perMille(int chance) {
        return chance > 0 && between(0, 999) < chance;
    }

    /** The gap to the next event of a Poisson process with this mean gap. */
    public long exponential(double mean) {
        return Math.round(-StrictMath.log(1 - unit()) * mean);
    }

    private double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }
}

package dev.triptych.app.cli.measure;

import dev.triptych.load.Figures;
import dev.triptych.load.LoadException;
import dev.triptych.load.Trouble.Kind;
import dev.triptych.load.report.Level;
import dev.triptych.load.report.Measured;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds the highest rate at which a server keeps a bound of latency, by halving between what it kept and what it did not.
 *
 * <p>Kept means: the 99th percentile is within the bound, and at most 1 request in 100 was refused, late or failed.
 */
final class BoundSearch {
    /** Measurements between nothing and capacity: the rate is then found to a sixteenth of the capacity. */
    static final int STEPS = 4;

    private static final double MOST_LOST = 0.01;

    private final double boundMillis;

    BoundSearch(Duration bound) {
        this.boundMillis = bound.toNanos() / 1e6;
    }

    /** Measures a level. */
    @FunctionalInterface
    interface Probe {
        /** Measures once. */
        Measured at(Level level) throws InterruptedException, LoadException;
    }

    /**
     * The measurement at the highest rate that kept the bound; empty when none did.
     *
     * @param capacity requests a second that the server answers at most
     */
    Optional<Measured> run(double capacity, Probe probe) throws InterruptedException, LoadException {
        Optional<Measured> best = Optional.empty();
        double kept = 0;
        double missed = capacity;
        for (int i = 0; i < STEPS; i++) {
            double rate = (kept + missed) / 2;
            Measured found = probe.at(Level.rate(rounded(rate)));
            if (kept(found.figures())) {
                kept = rate;
                best = Optional.of(found);
            } else {
                missed = rate;
            }
        }
        return best;
    }

    /** Whether a measurement kept the bound. */
    boolean kept(Figures figures) {
        long lost = figures.ended(Kind.REFUSED) + figures.ended(Kind.LATE) + figures.ended(Kind.FAILED);
        return figures.answered() > 0 && figures.millis(99) <= boundMillis && lost <= MOST_LOST * figures.requests();
    }

    // Three digits: more would be read as precision.
    private static double rounded(double rate) {
        double unit = Math.pow(10, Math.floor(Math.log10(rate)) - 2);
        return Math.round(rate / unit) * unit;
    }
}

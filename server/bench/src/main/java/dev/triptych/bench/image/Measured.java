package dev.triptych.bench.image;

import dev.triptych.bench.report.Spread;
import java.util.List;

/**
 * Runs of one picture through one contestant.
 *
 * @param digest SHA-256 of the tensor
 * @param millis each run's time on a core
 */
public record Measured(String digest, List<Double> millis) {
    public Measured {
        millis = List.copyOf(millis);
    }

    /** The median run. */
    public double median() {
        return Spread.of(millis).median();
    }
}

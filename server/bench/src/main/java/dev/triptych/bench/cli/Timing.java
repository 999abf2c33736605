package dev.triptych.bench.cli;

import dev.triptych.load.LoadPlan;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long things are measured; an option group of every command. */
final class Timing {
    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3",
            description = "Seconds before each that do not count (default: ${DEFAULT-VALUE}).")
    double warmUp;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each contestant has its turn, at least 1 (default: ${DEFAULT-VALUE}).")
    int rounds;

    Duration measured() {
        return of(seconds);
    }

    Duration warmUp() {
        return of(warmUp);
    }

    /** Warm-up and window of one measurement. */
    LoadPlan plan() {
        return LoadPlan.of(warmUp(), measured());
    }

    private static Duration of(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}

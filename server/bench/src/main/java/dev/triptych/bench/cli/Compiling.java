package dev.triptych.bench.cli;

import dev.triptych.client.Input;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadException;
import dev.triptych.load.LoadPlan;
import dev.triptych.load.input.Samples;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * Small requests before the first round, while the JVMs of the server and of the load compile what each call runs. At the
 * rate of a large model that takes minutes, and takes the cores from what is measured.
 */
final class Compiling {
    private static final String MODEL = "mini";
    private static final String OPTION = "--with-mini";
    private static final int AT_ONCE = 16;

    @Option(
            names = "--compile",
            paramLabel = "N",
            defaultValue = "30",
            description =
                    "Seconds of small requests to the shipped model mini before the first round; a JVM compiles its"
                            + " code for the first ten thousands (default: ${DEFAULT-VALUE}).")
    double seconds;

    /** The server serves mini beside the rest. */
    void prepare(Launcher launcher) {
        if (seconds > 0 && !launcher.options.contains(OPTION)) {
            launcher.options.add(OPTION);
        }
    }

    void run(Connection connection) throws InterruptedException, LoadException {
        if (seconds <= 0) {
            return;
        }
        Duration half = Duration.ofNanos((long) (seconds / 2 * 1e9));
        for (List<Input> inputs : List.of(Samples.photos(16, 160, 120), Samples.texts(256))) {
            Figures found = new ClosedLoop(System::nanoTime)
                    .run(connection.embed(MODEL, inputs, 1), AT_ONCE, LoadPlan.of(Duration.ZERO, half));
            if (found.answered() == 0) {
                throw new LoadException("model " + MODEL + " answered none of " + found.requests() + " requests", null);
            }
        }
    }
}

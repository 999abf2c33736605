package dev.triptych.app.cli.measure;

import dev.triptych.load.Arrivals;
import dev.triptych.load.Caller;
import dev.triptych.load.ClosedLoop;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadException;
import dev.triptych.load.LoadPlan;
import dev.triptych.load.OpenLoop;
import dev.triptych.load.Pacer;
import dev.triptych.load.report.Level;
import dev.triptych.load.report.Measured;
import java.io.PrintWriter;

/** Measures one level after the other, saying on standard error where it is. */
final class Meter {
    private final Caller caller;
    private final LoadPlan plan;
    private final long seed;
    private final PrintWriter err;

    /**
     * A meter of one kind of request.
     *
     * @param seed of the arrivals, for open loops
     */
    Meter(Caller caller, LoadPlan plan, long seed, PrintWriter err) {
        this.caller = caller;
        this.plan = plan;
        this.seed = seed;
        this.err = err;
    }

    /** Measures a level, under a name for the progress. */
    Measured measure(String name, Level level) throws InterruptedException, LoadException {
        try (Progress progress = new Progress(name, System::nanoTime, err)) {
            Figures found = level.way() == Level.Way.RATE
                    ? new OpenLoop(Pacer.parking(System::nanoTime))
                            .run(caller, Arrivals.poisson(level.value(), seed), plan, progress::show)
                    : new ClosedLoop(System::nanoTime).run(caller, (int) level.value(), plan, progress::show);
            return new Measured(level, found);
        }
    }
}

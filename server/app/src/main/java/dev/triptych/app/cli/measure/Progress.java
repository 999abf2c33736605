package dev.triptych.app.cli.measure;

import dev.triptych.load.Figures;
import dev.triptych.load.Tally;
import dev.triptych.load.Trouble.Kind;
import dev.triptych.load.Window;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says every second how a measurement goes. */
final class Progress implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final String name;
    private final LongSupplier clock;
    private final PrintWriter err;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });

    Progress(String name, LongSupplier clock, PrintWriter err) {
        this.name = name;
        this.clock = clock;
        this.err = err;
    }

    /** Begins to say what is counted. */
    void show(Tally tally) {
        var unused = timer.scheduleAtFixedRate(() -> say(tally), 1, 1, TimeUnit.SECONDS);
    }

    private void say(Tally tally) {
        err.println(line(name, clock.getAsLong(), tally.window(), tally.figures()));
        err.flush();
    }

    static String line(String name, long now, Window window, Figures so) {
        double begun = (now - window.startNanos()) / NANOS;
        if (begun <= 0) {
            return String.format(
                    Locale.ROOT, "%s: warming up, %.0f s left, %d sent", name, Math.ceil(-begun), so.sent());
        }
        return String.format(
                Locale.ROOT,
                "%s: %.0f of %.0f s, %d answered, %d refused, %d late, %d failed, p50 %s ms, p99 %s ms",
                name,
                Math.min(begun, window.seconds()),
                window.seconds(),
                so.answered(),
                so.ended(Kind.REFUSED),
                so.ended(Kind.LATE),
                so.ended(Kind.FAILED),
                Times.millis(so.millis(50)),
                Times.millis(so.millis(99)));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

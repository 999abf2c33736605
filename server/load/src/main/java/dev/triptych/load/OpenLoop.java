package dev.triptych.load;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Sends requests at the times that arrivals give, whatever becomes of those before: as users do who know nothing of each
 * other.
 *
 * <p>A latency counts from the instant at which its request was meant to be sent. Counted from the instant of sending, a
 * load that is itself held up - by a slow answer, by a full socket - would leave out just the waiting that its users
 * would have had (coordinated omission). For one run at a time.
 */
public final class OpenLoop {
    /** More requests under way than any server holds; what is beyond is not sent and counts as failed. */
    public static final int MOST_UNDER_WAY = 20_000;

    private final Pacer pacer;
    private final int mostUnderWay;

    public OpenLoop(Pacer pacer) {
        this(pacer, MOST_UNDER_WAY);
    }

    /**
     * A loop with a bound of its own.
     *
     * @param mostUnderWay requests under way at once, at least 1
     */
    public OpenLoop(Pacer pacer, int mostUnderWay) {
        this.pacer = pacer;
        this.mostUnderWay = mostUnderWay;
    }

    /**
     * Runs until warm-up and window are over and the last answers have come.
     *
     * @param begun is told the tally, to show how things go
     * @throws LoadException when the server went away
     */
    public Figures run(Caller caller, Arrivals arrivals, LoadPlan plan, Consumer<Tally> begun)
            throws InterruptedException, LoadException {
        return Flight.await(start(caller, arrivals, plan, begun));
    }

    /** Sends all requests; the figures are there when the last one has ended. */
    CompletableFuture<Figures> start(Caller caller, Arrivals arrivals, LoadPlan plan, Consumer<Tally> begun)
            throws InterruptedException {
        long meant = pacer.nanos();
        Window window = Window.after(meant, plan.warmUp(), plan.measured());
        Flight flight = new Flight(
                caller, new Tally(window, Tally.Edge.BEGIN, plan.deadline().toNanos()), pacer::nanos);
        begun.accept(flight.tally());
        meant += arrivals.nextGapNanos();
        while (!window.over(meant) && !flight.broken()) {
            pacer.waitUntil(meant);
            if (flight.underWay() < mostUnderWay) {
                flight.send(meant, () -> {});
            } else {
                flight.hold(meant);
            }
            meant += arrivals.nextGapNanos();
        }
        return flight.finish();
    }
}

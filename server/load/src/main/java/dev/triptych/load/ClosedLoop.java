package dev.triptych.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps a fixed number of requests under way: each answer is followed by the next request.
 *
 * <p>It finds the highest rate and the latency at a given concurrency, not what users who come at their own pace would
 * see: a slow answer delays the requests behind it. Requests follow each other on the thread that brought the answer, so
 * that many under way cost no threads on a machine that the server shares.
 */
public final class ClosedLoop {
    private final LongSupplier clock;

    /**
     * A loop on a clock.
     *
     * @param clock nanoseconds that never go back
     */
    public ClosedLoop(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Runs until warm-up and window are over and the last answers have come.
     *
     * @param concurrency requests under way, at least 1
     * @param begun is told the tally, to show how things go
     * @throws LoadException when the server went away
     */
    public Figures run(Caller caller, int concurrency, LoadPlan plan, Consumer<Tally> begun)
            throws InterruptedException, LoadException {
        return Flight.await(start(caller, concurrency, plan, begun));
    }

    /** The same with nobody told. */
    public Figures run(Caller caller, int concurrency, LoadPlan plan) throws InterruptedException, LoadException {
        return run(caller, concurrency, plan, tally -> {});
    }

    /** Makes the first requests; the rest follows on the threads that bring the answers. */
    CompletableFuture<Figures> start(Caller caller, int concurrency, LoadPlan plan, Consumer<Tally> begun) {
        Window window = Window.after(clock.getAsLong(), plan.warmUp(), plan.measured());
        Flight flight = new Flight(
                caller, new Tally(window, Tally.Edge.END, plan.deadline().toNanos()), clock);
        begun.accept(flight.tally());
        for (int i = 0; i < concurrency; i++) {
            new Turn(flight).next();
        }
        return flight.finish();
    }

    /** One of the requests under way, and those that follow it. */
    private final class Turn {
        private final Flight flight;
        private final AtomicInteger due = new AtomicInteger();

        Turn(Flight flight) {
            this.flight = flight;
        }

        // A call that ends before it returns must not make the next one inside itself: the stack would not hold them.
        void next() {
            if (due.getAndIncrement() > 0) {
                return;
            }
            do {
                long now = clock.getAsLong();
                if (!flight.broken() && !flight.tally().window().over(now)) {
                    flight.send(now, this::next);
                }
            } while (due.decrementAndGet() > 0);
        }
    }
}

package dev.triptych.bench.load;

import dev.triptych.bench.load.Caller.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
     * @throws LoadException when a call as a whole fails: figures of a run with such calls compare with nothing
     */
    public Figures run(Caller caller, int concurrency, Duration warmUp, Duration measured)
            throws InterruptedException, LoadException {
        try {
            return start(caller, concurrency, warmUp, measured).get();
        } catch (ExecutionException e) {
            throw new LoadException("a call failed: " + e.getMessage(), e);
        }
    }

    /** Makes the first requests; the rest follows on the threads that bring the answers. */
    CompletableFuture<Figures> start(Caller caller, int concurrency, Duration warmUp, Duration measured) {
        Run run = new Run(caller, new Tally(Window.after(clock.getAsLong(), warmUp, measured)), concurrency);
        for (int i = 0; i < concurrency; i++) {
            run.next();
        }
        return run.figures;
    }

    private final class Run {
        private final Caller caller;
        private final Tally tally;
        private final CompletableFuture<Figures> figures = new CompletableFuture<>();
        private final AtomicInteger left;
        private final AtomicLong made = new AtomicLong();
        private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

        Run(Caller caller, Tally tally, int concurrency) {
            this.caller = caller;
            this.tally = tally;
            this.left = new AtomicInteger(concurrency);
        }

        void next() {
            long from = clock.getAsLong();
            var unused =
                    caller.call(made.getAndIncrement()).whenComplete((answer, error) -> ended(from, answer, error));
        }

        private void ended(long from, @Nullable Answer answer, @Nullable Throwable error) {
            long to = clock.getAsLong();
            if (answer == null) {
                broken.compareAndSet(null, error);
            } else {
                tally.count(from, to, answer.answered(), answer.failed());
            }
            if (broken.get() != null || tally.window().over(to)) {
                end();
            } else {
                next();
            }
        }

        private void end() {
            if (left.decrementAndGet() > 0) {
                return;
            }
            Throwable why = broken.get();
            if (why == null) {
                figures.complete(tally.figures());
            } else {
                figures.completeExceptionally(why);
            }
        }
    }
}

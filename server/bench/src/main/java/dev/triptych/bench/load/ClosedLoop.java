package dev.triptych.bench.load;

import dev.triptych.bench.load.Caller.Answer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
        Run run = new Run(caller, new Tally(Window.after(clock.getAsLong(), warmUp, measured)), concurrency);
        for (int i = 0; i < concurrency; i++) {
            run.next();
        }
        run.done.await();
        Throwable broken = run.broken.get();
        if (broken != null) {
            throw new LoadException("a call failed: " + broken.getMessage(), broken);
        }
        return run.tally.figures();
    }

    private final class Run {
        private final Caller caller;
        private final Tally tally;
        private final CountDownLatch done;
        private final AtomicLong made = new AtomicLong();
        private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

        Run(Caller caller, Tally tally, int concurrency) {
            this.caller = caller;
            this.tally = tally;
            this.done = new CountDownLatch(concurrency);
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
                done.countDown();
            } else {
                next();
            }
        }
    }
}

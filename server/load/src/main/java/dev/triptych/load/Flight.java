package dev.triptych.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one run that are under way; thread-safe.
 *
 * <p>It breaks, and sends no more, when a call fails where a caller should have answered, or when no server could be
 * reached many times on end: a load that hammers a dead port measures nothing.
 */
final class Flight {
    /** So many calls on end that reach no server are no accident. */
    private static final int PATIENCE = 100;

    private final Caller caller;
    private final Tally tally;
    private final LongSupplier clock;
    private final CompletableFuture<Figures> figures = new CompletableFuture<>();
    private final AtomicInteger open = new AtomicInteger(1);
    private final AtomicInteger unreachable = new AtomicInteger();
    private final AtomicLong made = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    Flight(Caller caller, Tally tally, LongSupplier clock) {
        this.caller = caller;
        this.tally = tally;
        this.clock = clock;
    }

    Tally tally() {
        return tally;
    }

    /** Requests without an answer yet. */
    int underWay() {
        return open.get() - 1;
    }

    boolean broken() {
        return broken.get() != null;
    }

    /**
     * Sends a request.
     *
     * @param meantNanos when it should have been sent; its latency counts from then
     * @param then runs after its end, on the thread that brought it
     */
    void send(long meantNanos, Runnable then) {
        open.incrementAndGet();
        tally.sent(meantNanos, clock.getAsLong());
        CompletableFuture<Answer> call;
        try {
            call = caller.call(made.getAndIncrement());
        } catch (RuntimeException e) {
            call = CompletableFuture.failedFuture(e);
        }
        var unused = call.whenComplete((answer, error) -> {
            ended(meantNanos, answer, error);
            then.run();
            close();
        });
    }

    /** Counts a request that is not sent, since too many are under way. */
    void hold(long meantNanos) {
        tally.count(meantNanos, meantNanos, Answer.failed(1, Trouble.NOT_SENT));
    }

    private void ended(long meantNanos, @Nullable Answer answer, @Nullable Throwable error) {
        if (answer == null) {
            broken.compareAndSet(null, error);
            return;
        }
        tally.count(meantNanos, clock.getAsLong(), answer);
        if (!answer.unreachable()) {
            unreachable.set(0);
        } else if (unreachable.incrementAndGet() >= PATIENCE) {
            broken.compareAndSet(null, new LoadException("no server answers any more", null));
        }
    }

    /** No more will be sent from outside; the figures are there when the last request has ended. */
    CompletableFuture<Figures> finish() {
        close();
        return figures;
    }

    private void close() {
        if (open.decrementAndGet() > 0) {
            return;
        }
        Throwable why = broken.get();
        if (why == null) {
            figures.complete(tally.figures());
        } else {
            figures.completeExceptionally(why);
        }
    }

    /** Waits for the figures of a run. */
    static Figures await(CompletableFuture<Figures> figures) throws InterruptedException, LoadException {
        try {
            return figures.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LoadException known) {
                throw known;
            }
            throw new LoadException("a call failed: " + e.getMessage(), e);
        }
    }
}

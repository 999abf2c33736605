package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One item that needs many runs: submits so many children at a time, gathers their results in order, and gives up as a
 * whole.
 *
 * <p>The window keeps one large item from filling the queues before the fair order can choose. The first failure, or
 * {@link #end}, fails the whole: nothing more is submitted, and results that are there or still come are discarded.
 *
 * <p>Invariants: at most the window of children is under way; each result is either in the list that completes or
 * discarded once; the whole completes once. Safe for use by many threads; children are submitted by one thread at a time,
 * the one that started or one that completed a child.
 *
 * @param <T> a child's result, never null
 */
public final class FanOut<T> {
    private final int count;
    private final int window;
    private final IntFunction<? extends CompletionStage<T>> submit;
    private final Consumer<? super T> discard;
    private final CompletableFuture<List<T>> whole = new CompletableFuture<>();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();

    // Only the thread that answers signals.
    private int next;

    // Guarded by this.
    private final List<@Nullable T> results;
    private int missing;
    private boolean over;

    /**
     * Children that are not submitted yet.
     *
     * @param count how many, at least 0
     * @param window the most under way at a time, at least 1
     * @param submit starts a child by its number, from 0; what it throws fails the whole
     * @param discard takes a result that nobody will see; quick, does not throw
     */
    public FanOut(
            int count, int window, IntFunction<? extends CompletionStage<T>> submit, Consumer<? super T> discard) {
        if (count < 0 || window < 1) {
            throw new IllegalArgumentException("fan-out: got count " + count + ", window " + window);
        }
        this.count = count;
        this.window = window;
        this.submit = submit;
        this.discard = discard;
        this.missing = count;
        this.results = new ArrayList<>(Collections.nCopies(count, null));
    }

    /** Begins; once. Completes with the results in the order of the children, or with the first failure. */
    public CompletionStage<List<T>> start() {
        if (count == 0) {
            whole.complete(List.of());
        }
        pump();
        return whole.minimalCompletionStage();
    }

    /** Gives up: the caller has gone, or the time is over. Nothing when the whole has completed. */
    public void end(Throwable reason) {
        List<T> held;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            held = held();
            results.clear();
        }
        held.forEach(discard);
        whole.completeExceptionally(reason);
    }

    // A child may complete at once or on any thread: signals are counted, and one thread at a time answers them.
    private void pump() {
        if (signals.getAndIncrement() > 0) {
            return;
        }
        int answered = 1;
        do {
            while (next < count && underWay.get() < window && !over()) {
                underWay.incrementAndGet();
                submit(next++);
            }
            answered = signals.addAndGet(-answered);
        } while (answered > 0);
    }

    private void submit(int child) {
        CompletionStage<T> stage;
        try {
            stage = submit.apply(child);
        } catch (RuntimeException | Error failure) {
            end(failure);
            return;
        }
        CompletionStage<T> unused = stage.whenComplete((result, failure) -> {
            if (failure != null) {
                end(failure);
            } else if (result == null) {
                end(new IllegalStateException("child " + child + " completed with null"));
            } else {
                gather(child, result);
            }
            underWay.decrementAndGet();
            pump();
        });
    }

    private void gather(int child, T result) {
        List<T> all = null;
        synchronized (this) {
            if (!over) {
                results.set(child, result);
                missing--;
                if (missing > 0) {
                    return;
                }
                over = true;
                all = held();
            }
        }
        if (all == null) {
            discard.accept(result);
        } else {
            whole.complete(all);
        }
    }

    private synchronized boolean over() {
        return over;
    }

    private List<T> held() {
        List<T> held = new ArrayList<>(count);
        for (T result : results) {
            if (result != null) {
                held.add(result);
            }
        }
        return held;
    }
}

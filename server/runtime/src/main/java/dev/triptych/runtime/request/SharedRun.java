package dev.triptych.runtime.request;

import dev.triptych.runtime.cache.SharedLife;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.TaskException;

/**
 * A run under the share of the request that began it, which goes on while any request waits for it: its deadline is the
 * latest of theirs. Thread-safe.
 *
 * <p>What is queued already keeps the deadline, and so the place, that it came with: who joins later gets neither ahead of it
 * nor more time for it. So who has less than half of the time that the run began with and has left may not join: it would
 * wait its turn behind what can wait. Where the run expires in its queue, one of those who still have time begins anew.
 *
 * <p>Invariant: over exactly when the last that joined has ended; then the run is cancelled, and none can join.
 */
public final class SharedRun implements SharedLife {
    private final RequestImpl run;

    private int waiting;

    private SharedRun(RequestImpl run) {
        this.run = run;
    }

    /** A run that a request has begun and joined. */
    public static SharedRun of(RequestImpl first) {
        SharedRun shared = new SharedRun(first.apart());
        shared.waiting = 1;
        first.onEnd(() -> shared.leave(first));
        return shared;
    }

    @Override
    public boolean join(Request request) {
        RequestImpl waiter = (RequestImpl) request;
        synchronized (this) {
            if (waiting == 0 || hurried(waiter)) {
                return false;
            }
            waiting++;
            run.extend(waiter.deadlineNanos());
        }
        waiter.onEnd(() -> leave(waiter));
        return true;
    }

    private boolean hurried(RequestImpl waiter) {
        long now = run.desk().nanos();
        // The run's own may have been extended; what is queued of it keeps the one that it came with.
        return waiter.deadlineNanos() - now < (run.info().deadlineNanos() - now) / 2;
    }

    /** What the run goes under. */
    public RequestImpl request() {
        return run;
    }

    /** Ends the run for a reason of its own; who waits learns it from the run. */
    public void abandon(TaskException reason) {
        run.end(reason);
    }

    private void leave(RequestImpl waiter) {
        synchronized (this) {
            waiting--;
            if (waiting > 0) {
                return;
            }
        }
        TaskException reason = waiter.ending("", 0);
        run.end(reason);
    }
}

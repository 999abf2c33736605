package dev.triptych.runtime.request;

import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.scheduling.Terminal;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A request's life: open until it is closed, live until it is cancelled, too late, or closed.
 *
 * <p>Invariants: it stops being live once, for one reason; each listener runs once, on the thread that ended it or, when
 * registered later, on the registering one, also when another throws; its terminal is finished once, by {@link #close}.
 */
public final class RequestImpl implements Request {
    private final RequestInfo info;
    private final RequestDesk desk;
    private final @Nullable Terminal terminal;
    private final long startTag;
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Runnable> listeners = new ArrayList<>();
    private volatile @Nullable TaskException ending;
    // Only that of a shared run moves.
    private volatile long deadlineNanos;

    RequestImpl(RequestInfo info, RequestDesk desk, @Nullable Terminal terminal, long startTag) {
        this.info = info;
        this.desk = desk;
        this.terminal = terminal;
        this.startTag = startTag;
        this.deadlineNanos = info.deadlineNanos();
    }

    /** A request that ended before it began. */
    static RequestImpl refused(RequestInfo info, RequestDesk desk, long startTag, TaskException why) {
        RequestImpl request = new RequestImpl(info, desk, null, startTag);
        request.ending = why;
        return request;
    }

    /** Under the same share and place, with an end of its own: nobody waits for it to be closed. */
    RequestImpl apart() {
        return new RequestImpl(info, desk, null, startTag);
    }

    /** Lets it live longer, never shorter. What is queued keeps its place. */
    void extend(long deadline) {
        deadlineNanos = Math.max(deadlineNanos, deadline);
    }

    /** When its answer is too late. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public RequestInfo info() {
        return info;
    }

    @Override
    public TensorAllocator tensors() {
        return desk.allocator();
    }

    @Override
    public void cancel() {
        end(TaskException.of(Reason.CALL_CANCELLED, "The caller went away."));
    }

    @Override
    public void close() {
        try {
            end(TaskException.of(Reason.CALL_CANCELLED, "The request is closed."));
        } finally {
            desk.closed(this);
            if (terminal != null) {
                boolean unused = terminal.finish();
            }
        }
    }

    /** Ends it for lack of time, when its deadline has passed. */
    void expire(long nowNanos) {
        if (nowNanos >= deadlineNanos) {
            end(late("", 0));
        }
    }

    /** Ends it for a reason of the server's. */
    void end(TaskException reason) {
        List<Runnable> toRun;
        synchronized (listeners) {
            if (ending != null) {
                return;
            }
            ending = reason;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        runAll(toRun);
    }

    // What one throws is thrown when all have run: the others release what they hold.
    private static void runAll(List<Runnable> listeners) {
        Throwable first = null;
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException defect) {
            throw defect;
        }
    }

    /** Runs something once when the request stops being live; at once if it has. */
    public void onEnd(Runnable run) {
        synchronized (listeners) {
            if (ending == null) {
                listeners.add(run);
                return;
            }
        }
        run.run();
    }

    /** Whether someone waits for the answer. */
    public boolean live() {
        return ending == null;
    }

    /**
     * Goes on only while the request is live and in time.
     *
     * @throws TaskException why it is not
     */
    public void requireLive() {
        expire(desk.nanos());
        TaskException reason = ending;
        if (reason != null) {
            throw reason;
        }
    }

    /** Why it ended; when it has not, why it is about to. */
    public TaskException ending(String where, long waitedNanos) {
        TaskException reason = ending;
        if (reason != null && reason.reason() != Reason.DEADLINE_EXCEEDED) {
            return reason;
        }
        return late(where, waitedNanos);
    }

    private static TaskException late(String where, long waitedNanos) {
        String place = where.isEmpty() ? "" : " in " + where + " after waiting " + waitedNanos / 1_000_000 + " ms";
        return TaskException.of(
                Reason.DEADLINE_EXCEEDED, "The deadline passed" + place + "; allow more time, or send less.");
    }

    long startTag() {
        return startTag;
    }

    int nextCall() {
        return calls.getAndIncrement();
    }

    RequestDesk desk() {
        return desk;
    }
}

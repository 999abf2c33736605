package dev.triptych.transport.call;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The life of a stream whose messages are requests of their own: how many may be under way, when more are read, how it ends.
 *
 * <p>Messages arrive one at a time on the event loop; answers come from lanes. Thread-safe. Invariants:
 *
 * <ul>
 *   <li>messages asked of the client = requests under way + messages that may still come = the window;
 *   <li>an answer gives its place back only while the client reads; else the place waits for {@code onReady};
 *   <li>the stream ends once: with OK when the client is done and nothing is under way, with UNAVAILABLE when the server
 *       drains and nothing is under way, or with the first failure of the stream itself.
 * </ul>
 *
 * @param <R> what is answered
 */
public final class StreamWindow<R> {
    private final ServerCallStreamObserver<R> out;
    private final ErrorMapper errors;
    private final String requestId;
    private final Inbound inbound = Inbound.current();
    private final Object lock = new Object();

    @GuardedBy("lock") private final Set<Request> open = Collections.newSetFromMap(new IdentityHashMap<>());

    @GuardedBy("lock") private int owed;

    @GuardedBy("lock") private boolean draining;

    @GuardedBy("lock") private boolean halfClosed;

    @GuardedBy("lock") private boolean ended;

    /** The stream of the call on this thread. */
    public StreamWindow(ServerCallStreamObserver<R> out, ErrorMapper errors, String requestId) {
        this.out = out;
        this.errors = errors;
        this.requestId = requestId;
    }

    /**
     * Takes over reading; called before the first message.
     *
     * @param messages how many are asked for at first
     * @param left called when the call is over, well or not
     */
    public void begin(int messages, Runnable left) {
        out.disableAutoRequest();
        out.setOnReadyHandler(this::readOn);
        out.setOnCancelHandler(() -> {
            left.run();
            abandon();
        });
        // A call that is ended from outside the service closes, too, with requests under way.
        out.setOnCloseHandler(() -> {
            left.run();
            abandon();
        });
        out.request(messages);
    }

    /** Asks for messages on top of those asked for; the one that said so is done with. */
    public void widen(int messages) {
        inbound.answered();
        out.request(messages);
    }

    /** A request is under way; false when the stream has ended, and then it is the caller's to close. */
    public boolean enter(Request request) {
        synchronized (lock) {
            // One that arrives while draining is taken: its client cannot know, and the core may refuse it.
            return !ended && open.add(request);
        }
    }

    /** Answers a request, unless the stream has ended; closing it is the caller's. Follow it with {@link #readOn}. */
    public void answer(Request request, R message) {
        inbound.answered();
        synchronized (lock) {
            open.remove(request);
            if (!ended) {
                out.onNext(message);
                owed++;
                endWhenDone();
            }
        }
    }

    /** Reads as many messages more as places were given back, if the client reads too. */
    public void readOn() {
        int more;
        synchronized (lock) {
            if (ended || halfClosed || draining || owed == 0 || !out.isReady()) {
                return;
            }
            more = owed;
            owed = 0;
        }
        out.request(more);
    }

    /**
     * Takes nothing more; ends, when what is under way is answered, with UNAVAILABLE, so that the client sends the rest
     * elsewhere.
     */
    public void drain() {
        synchronized (lock) {
            draining = true;
            endWhenDone();
        }
    }

    /** The client has sent all. */
    public void halfClose() {
        synchronized (lock) {
            halfClosed = true;
            endWhenDone();
        }
    }

    /** Ends the stream with a failure, and what is under way with it. */
    public void fail(Throwable failure) {
        List<Request> dropped;
        synchronized (lock) {
            if (ended) {
                return;
            }
            ended = true;
            dropped = List.copyOf(open);
            out.onError(errors.map(failure, requestId));
        }
        dropped.forEach(Request::cancel);
    }

    /** The client is gone. */
    public void abandon() {
        List<Request> dropped;
        synchronized (lock) {
            ended = true;
            dropped = List.copyOf(open);
        }
        dropped.forEach(Request::cancel);
    }

    @GuardedBy("lock") private void endWhenDone() {
        if (ended || !open.isEmpty()) {
            return;
        }
        if (halfClosed) {
            ended = true;
            out.onCompleted();
        } else if (draining) {
            ended = true;
            out.onError(errors.map(
                    TaskException.of(Reason.DRAINING, "the server is shutting down; send the rest to another replica"),
                    requestId));
        }
    }
}

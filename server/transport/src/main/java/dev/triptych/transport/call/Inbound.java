package dev.triptych.transport.call;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.triptych.scheduling.Ticker;
import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a call's current message has come, and what its messages hold of the server's memory. The network's thread writes,
 * the watchdog reads, and whoever answers a stream's message gives its bytes back.
 */
final class Inbound extends ServerStreamTracer {
    private static final Context.Key<Inbound> KEY = Context.key("triptych-inbound");

    private final Ticker ticker;
    private final InboundBytes bytes;
    private final Consumer<Inbound> full;
    private final Object lock = new Object();

    @GuardedBy("lock") private long latest;

    @GuardedBy("lock") private boolean latestAnswered;

    /** Of the messages before the latest that are not answered, the oldest first; null for a call of one message. */
    @GuardedBy("lock") private @Nullable ArrayDeque<Long> earlier;

    @GuardedBy("lock") private boolean over;

    private volatile long lastNanos;
    private volatile boolean partial;
    // Of the network's thread alone.
    private boolean inflating;

    /**
     * The messages of a call that has begun.
     *
     * @param full told when the bytes of all calls are more than they may be, by this call's; on the network's thread
     */
    Inbound(Ticker ticker, InboundBytes bytes, Consumer<Inbound> full) {
        this.ticker = ticker;
        this.bytes = bytes;
        this.full = full;
        this.lastNanos = ticker.nanos();
    }

    /**
     * That of the call on this thread.
     *
     * @param once whether the client sends one message and is done: until then, the call waits for it
     */
    static Inbound current(boolean once) {
        Inbound inbound = current();
        inbound.partial = once;
        return inbound;
    }

    /** That of the call on this thread. */
    static Inbound current() {
        Inbound inbound = KEY.get();
        if (inbound == null) {
            throw new IllegalStateException("no call that is watched on this thread");
        }
        return inbound;
    }

    /** How long nothing has come of a message that is awaited; 0 while none is. */
    long silentNanos(long nowNanos) {
        return partial ? nowNanos - lastNanos : 0;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void inboundMessage(int number) {
        lastNanos = ticker.nanos();
        partial = true;
        if (number > 0) {
            synchronized (lock) {
                if (!latestAnswered) {
                    earlier = earlier == null ? new ArrayDeque<>() : earlier;
                    earlier.add(latest);
                }
                latest = 0;
                latestAnswered = false;
            }
        }
    }

    @Override
    public void inboundWireSize(long size) {
        lastNanos = ticker.nanos();
        come(size);
    }

    // Known here: none of a message that is compressed, which is told of as it is read.
    @Override
    public void inboundMessageRead(int number, long wireSize, long size) {
        inflating = size < 0;
    }

    @Override
    public void inboundUncompressedSize(long size) {
        if (inflating) {
            come(size);
        }
    }

    private void come(long size) {
        synchronized (lock) {
            if (over) {
                return;
            }
            latest += size;
        }
        if (!bytes.come(size)) {
            full.accept(this);
        }
    }

    /** The oldest message of a stream is answered. */
    void answered() {
        long size;
        synchronized (lock) {
            Long oldest = earlier == null ? null : earlier.poll();
            size = oldest == null ? latest : oldest;
            if (oldest == null) {
                latest = 0;
                latestAnswered = true;
            }
        }
        bytes.gone(size);
    }

    @Override
    public void streamClosed(Status status) {
        long size;
        synchronized (lock) {
            over = true;
            size = latest;
            latest = 0;
            if (earlier != null) {
                size += earlier.stream().mapToLong(Long::longValue).sum();
                earlier.clear();
            }
        }
        bytes.gone(size);
    }

    /** Of a client that sends one message, the end is awaited too, and {@link Watchdog#forget} tells of it. */
    void whole() {
        partial = false;
    }
}

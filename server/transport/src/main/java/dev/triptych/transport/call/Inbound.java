package dev.triptych.transport.call;

import dev.triptych.scheduling.Ticker;
import io.grpc.Context;
import io.grpc.ServerStreamTracer;

/** How far a call's current message has come. The network's thread writes, the watchdog reads. */
final class Inbound extends ServerStreamTracer {
    private static final Context.Key<Inbound> KEY = Context.key("triptych-inbound");

    private final Ticker ticker;
    private volatile long lastNanos;
    private volatile boolean partial;

    Inbound(Ticker ticker) {
        this.ticker = ticker;
        this.lastNanos = ticker.nanos();
    }

    /**
     * That of the call on this thread.
     *
     * @param once whether the client sends one message and is done: until then, the call waits for it
     */
    static Inbound current(boolean once) {
        Inbound inbound = KEY.get();
        if (inbound == null) {
            throw new IllegalStateException("no call that is watched on this thread");
        }
        inbound.partial = once;
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
    }

    @Override
    public void inboundWireSize(long bytes) {
        lastNanos = ticker.nanos();
    }

    /** Of a client that sends one message, the end is awaited too, and {@link Watchdog#forget} tells of it. */
    void whole() {
        partial = false;
    }
}

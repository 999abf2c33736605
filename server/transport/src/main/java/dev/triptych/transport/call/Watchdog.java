package dev.triptych.transport.call;

import dev.triptych.scheduling.Ticker;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends calls whose message stops half-way: gRPC waits for the rest for ever, and holds what came.
 *
 * <p>A client that sends one message is awaited from the call's start to its half-close; a stream's client, while a message
 * has begun and is not whole. Whoever makes progress, however slowly, is left alone. Thread-safe.
 */
public final class Watchdog extends ServerStreamTracer.Factory {
    /** A call that can be ended. */
    interface Silent {
        /** Ends it; on any thread. */
        void silent(TaskException failure);
    }

    private final Ticker ticker;
    private final Duration limit;
    private final Map<Inbound, Silent> awaited = new ConcurrentHashMap<>();

    /**
     * A watchdog that waits to be told to look.
     *
     * @param limit how long a message may make no progress
     */
    public Watchdog(Ticker ticker, Duration limit) {
        this.ticker = ticker;
        this.limit = limit;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Inbound(ticker);
    }

    void watch(Inbound inbound, Silent call) {
        awaited.put(inbound, call);
    }

    void forget(Inbound inbound) {
        awaited.remove(inbound);
    }

    /** Calls that are not done sending. */
    public int awaited() {
        return awaited.size();
    }

    /** Ends the calls that have been silent for too long. */
    public void sweep() {
        long now = ticker.nanos();
        awaited.forEach((inbound, call) -> {
            if (inbound.silentNanos(now) >= limit.toNanos() && awaited.remove(inbound, call)) {
                call.silent(TaskException.of(
                        Reason.CALL_CANCELLED,
                        "nothing more of the message came for " + limit.toMillis()
                                + " ms; send it whole, and half-close a call of one message"));
            }
        });
    }
}

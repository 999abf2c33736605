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
 * Ends calls whose message stops half-way, for which gRPC waits for ever, and those whose messages are more than memory may
 * be used for.
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

    private static final Duration RETRY = Duration.ofMillis(50);

    private final Ticker ticker;
    private final Duration limit;
    private final InboundBytes bytes;
    private final Map<Inbound, Silent> awaited = new ConcurrentHashMap<>();

    /**
     * A watchdog that waits to be told to look.
     *
     * @param limit how long a message may make no progress
     * @param bytes what the messages of all calls may hold
     */
    public Watchdog(Ticker ticker, Duration limit, InboundBytes bytes) {
        this.ticker = ticker;
        this.limit = limit;
        this.bytes = bytes;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Inbound(ticker, bytes, this::full);
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

    private void full(Inbound inbound) {
        Silent call = awaited.remove(inbound);
        if (call != null) {
            call.silent(TaskException.of(
                            Reason.MEMORY_SHORT,
                            "the messages of all calls hold more than the " + bytes.capacity()
                                    + " bytes that they may; retry later, or send less at once")
                    .retryAfter(RETRY));
        }
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

package dev.triptych.runtime.request;

import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.runtime.tenant.Tenants;
import dev.triptych.scheduling.Drain;
import dev.triptych.scheduling.HostLanes;
import dev.triptych.scheduling.RequestLedger;
import dev.triptych.scheduling.Terminal;
import dev.triptych.scheduling.Ticker;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.TensorAllocator;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Opens requests, knows the open ones, and ends those that are too late. Thread-safe. */
public final class RequestDesk {
    private final Ticker ticker;
    private final TensorAllocator allocator;
    private final HostLanes lanes;
    private final long defaultNanos;
    private final Tenants tenants;
    private final RequestLedger ledger = new RequestLedger();
    private final Set<RequestImpl> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong tags = new AtomicLong();

    /** A desk for tenants without quotas. */
    public RequestDesk(Ticker ticker, TensorAllocator allocator, HostLanes lanes, Duration defaultDeadline) {
        this(ticker, allocator, lanes, defaultDeadline, Tenants.free());
    }

    /** A desk without requests; the default deadline is for requests that name none. */
    public RequestDesk(
            Ticker ticker, TensorAllocator allocator, HostLanes lanes, Duration defaultDeadline, Tenants tenants) {
        this.tenants = tenants;
        this.ticker = ticker;
        this.allocator = allocator;
        this.lanes = lanes;
        this.defaultNanos = defaultDeadline.toNanos();
    }

    /** Opens a request; while the server drains, or its tenant has too many, it is one that has ended already. */
    public RequestImpl open(RequestInfo info) {
        RequestInfo timed = info.deadlineNanos() == Long.MAX_VALUE ? info.until(ticker.nanos() + defaultNanos) : info;
        long tag = tags.incrementAndGet();
        Terminal terminal = ledger.open().orElse(null);
        if (terminal == null) {
            return RequestImpl.refused(
                    timed,
                    this,
                    tag,
                    TaskException.of(Reason.DRAINING, "The server is shutting down; use another replica."));
        }
        try {
            tenants.opened(timed.tenant());
        } catch (TaskException over) {
            boolean unused = terminal.finish();
            return RequestImpl.refused(timed, this, tag, over);
        }
        RequestImpl request = new RequestImpl(timed, this, terminal, tag);
        open.add(request);
        return request;
    }

    /** Ends every request whose deadline has passed; told to by the timer. */
    public void expire(long nowNanos) {
        open.forEach(request -> request.expire(nowNanos));
    }

    /** Turns new requests away, and tells when the last open one is closed. */
    public Drain drain() {
        return ledger.drain();
    }

    /** Ends all open requests: the drain was cut short. */
    public void giveUp() {
        TaskException reason = TaskException.of(Reason.DRAINING, "The server shut down; use another replica.");
        open.forEach(request -> request.end(reason));
    }

    /** How many requests are open. */
    public long inFlight() {
        return ledger.inFlight();
    }

    void closed(RequestImpl request) {
        if (open.remove(request)) {
            tenants.closed(request.info().tenant());
        }
    }

    long nanos() {
        return ticker.nanos();
    }

    TensorAllocator allocator() {
        return allocator;
    }

    HostLanes lanes() {
        return lanes;
    }
}

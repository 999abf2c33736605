package dev.triptych.transport.call;

import dev.triptych.scheduling.Ticker;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;

/** The steps around every service, in the one order in which they are taken. */
public final class Interceptors {
    private final CallInfoInterceptor info;
    private final ObservingInterceptor observing;
    private final GuardInterceptor guard;
    private final SafeMessages messages;

    /**
     * Steps that share the server's parts.
     *
     * @param trustTenantHeader whether {@code x-triptych-tenant} says whose share a call uses
     */
    public Interceptors(
            Ticker ticker,
            RequestIds ids,
            boolean trustTenantHeader,
            CallObserver observer,
            ErrorMapper errors,
            Inflow inflow) {
        this.info = new CallInfoInterceptor(ticker, ids, new Tenants(trustTenantHeader));
        this.observing = new ObservingInterceptor(ticker, observer);
        this.guard = new GuardInterceptor(errors);
        this.messages = new SafeMessages(errors, inflow.counts(), inflow.watchdog());
    }

    /**
     * What watches messages come in.
     *
     * @param counts counts how they are read
     * @param watchdog ends calls whose message stops half-way; also a tracer of the server's streams
     */
    public record Inflow(ReadCounts counts, Watchdog watchdog) {}

    /** The service behind all steps: who asks, observation, defects, malformed messages. */
    public ServerServiceDefinition around(BindableService service) {
        return ServerInterceptors.interceptForward(
                messages.wrap(service.bindService(), service instanceof BorrowsMessages), info, observing, guard);
    }
}

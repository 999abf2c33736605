package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fair order of one device: tenants by what they used over their weights, then the flows of the tenant likewise. One
 * clock over all bands and queues. Guarded by the dispatcher's lock.
 */
final class FairClock<W extends Work> {
    private final Weights weights;
    private final Map<String, TenantAccount<W>> accounts = new HashMap<>();
    private final Level<TenantAccount<W>> tenants = new Level<>();
    private int flows;
    private final Comings<Flow> comings = new Comings<>();

    FairClock(Weights weights) {
        this.weights = weights;
    }

    FlowAccount<W> account(Flow flow) {
        TenantAccount<W> tenant = accounts.get(flow.tenant());
        if (tenant == null) {
            tenant = new TenantAccount<>(flow.tenant(), weights, tenants.number());
            accounts.put(flow.tenant(), tenant);
        }
        return tenant.account(flow);
    }

    /** The line to serve next in the band; null when nothing waits there. */
    @Nullable Line<W> next(int band) {
        TenantAccount<W> tenant = tenants.next(band);
        FlowAccount<W> flow = tenant == null ? null : tenant.flows.next(band);
        return flow == null ? null : flow.lines(band).peek();
    }

    boolean isEmpty(int band) {
        return tenants.next(band) == null;
    }

    /** How many tenants it remembers. */
    int tenants() {
        return accounts.size();
    }

    /** How many flows wait, in whatever band. */
    int flows() {
        return flows;
    }

    /** Notes that a flow has brought work. */
    void came(FlowAccount<W> flow, long now) {
        comings.came(flow.flow, now);
    }

    /** Whether another flow than this one has brought work in the last while. */
    boolean othersCame(FlowAccount<W> flow, long now, long whileNanos) {
        return comings.othersCame(flow.flow, now - whileNanos);
    }

    /** Moves both clocks to what is served now. */
    void serve(FlowAccount<W> flow) {
        tenants.serve();
        flow.tenant.flows.serve();
    }

    void charge(FlowAccount<W> flow, double nanos) {
        tenants.charge(flow.tenant, nanos);
        flow.tenant.flows.charge(flow, nanos);
    }

    void opened(Line<W> line, int band) {
        FlowAccount<W> flow = line.account;
        Heap<Line<W>> lines = flow.lines(band);
        lines.add(line);
        if (lines.size() > 1) {
            return;
        }
        flows += flow.bands == 0 ? 1 : 0;
        Level<FlowAccount<W>> siblings = flow.tenant.flows;
        boolean first = siblings.next(band) == null;
        siblings.waits(flow, band);
        if (first) {
            tenants.waits(flow.tenant, band);
        }
    }

    void emptied(Line<W> line, int band) {
        FlowAccount<W> flow = line.account;
        Heap<Line<W>> lines = flow.lines(band);
        lines.remove(line);
        if (!lines.isEmpty()) {
            return;
        }
        Level<FlowAccount<W>> siblings = flow.tenant.flows;
        siblings.rests(flow, band);
        flows -= flow.bands == 0 ? 1 : 0;
        if (siblings.next(band) == null) {
            tenants.rests(flow.tenant, band);
        }
    }

    /** One more work or promise of the flow asks for so much time, due in a slot of {@link DueTimes}. */
    void ask(FlowAccount<W> flow, double nanos, long slot) {
        tenants.ask(flow.tenant, nanos);
        flow.tenant.flows.ask(flow, nanos);
        flow.due(slot, nanos);
    }

    /** One of them asks no more. */
    void answered(FlowAccount<W> flow, double nanos, long slot) {
        tenants.answered(flow.tenant, nanos);
        flow.tenant.flows.answered(flow, nanos);
        flow.due(slot, -nanos);
    }

    /**
     * The device time, in nanoseconds, that the fair order spends from now until a flow has got what goes before this work
     * and the work's own. Steps: the tenants that ask for time, and the flows of this one.
     */
    double spentUntil(Arrival work, long now) {
        Flow flow = work.flow();
        double service = work.serviceNanos();
        TenantAccount<W> tenant = accounts.get(flow.tenant());
        if (tenant == null) {
            return tenants.spentUntil(null, Account.sane(weights.tenant(flow.tenant())), service);
        }
        FlowAccount<W> account = tenant.account(flow);
        double own = account.before(work.latestStartNanos(), now) + service;
        double demand = tenant.flows.spentUntil(account, account.weight(), own);
        return tenants.spentUntil(tenant, tenant.weight(), demand);
    }

    /** The device time that goes before this work in its own flow. */
    double before(Arrival work, long now) {
        TenantAccount<W> tenant = accounts.get(work.flow().tenant());
        return tenant == null ? 0 : tenant.account(work.flow()).before(work.latestStartNanos(), now);
    }

    void sweep() {
        double reached = tenants.size() == 0 ? Double.POSITIVE_INFINITY : tenants.virtualTime();
        accounts.values().removeIf(tenant -> tenant.sweep(reached));
    }
}

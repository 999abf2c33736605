package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;

/** A tenant's account at one device, and the clock over its flows. Guarded by the dispatcher's lock. */
final class TenantAccount<W extends Work> extends Account {
    final String tenant;
    final Level<FlowAccount<W>> flows = new Level<>();
    private final Weights weights;
    private final Map<Flow, FlowAccount<W>> accounts = new HashMap<>();

    TenantAccount(String tenant, Weights weights, long number) {
        super(number);
        this.tenant = tenant;
        this.weights = weights;
    }

    FlowAccount<W> account(Flow flow) {
        FlowAccount<W> account = accounts.get(flow);
        if (account == null) {
            account = new FlowAccount<>(flow, this, weights, flows.number());
            accounts.put(flow, account);
        }
        return account;
    }

    @Override
    double weight() {
        return sane(weights.tenant(tenant));
    }

    /**
     * Forgets flows that forgetting does not change; whether the same is true of the tenant then. The clock over the flows
     * of a tenant of whom nothing waits stands still, so that what they used does not keep them.
     *
     * @param virtualTime of the tenants; infinite when no tenant waits, since then nobody is to be served before this one
     */
    boolean sweep(double virtualTime) {
        boolean away = bands == 0 && !asks() && used() <= virtualTime;
        double reached = away ? Double.POSITIVE_INFINITY : flows.virtualTime();
        accounts.values().removeIf(account -> account.idle(reached));
        return away && accounts.isEmpty();
    }
}

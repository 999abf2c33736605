package dev.triptych.scheduling;

import java.util.Objects;

/**
 * The unit of fairness inside a tenant: one tenant's use of one model at one priority.
 *
 * @param tenant the tenant's id; tenants share a device by their weights
 * @param model the served name of the model
 * @param priority how much of its tenant's share it takes
 */
public record Flow(String tenant, String model, Priority priority) {
    /** Refuses nulls. */
    public Flow {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(priority, "priority");
    }

    /** A flow of normal priority. */
    public Flow(String tenant, String model) {
        this(tenant, model, Priority.NORMAL);
    }
}

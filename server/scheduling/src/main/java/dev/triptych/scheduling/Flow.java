package dev.triptych.scheduling;

import java.util.Objects;

/**
 * The unit of fairness: one tenant's use of one model.
 *
 * @param tenant the tenant's id
 * @param model the served name of the model
 */
public record Flow(String tenant, String model) {
    /** Refuses nulls. */
    public Flow {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(model, "model");
    }
}

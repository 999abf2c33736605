package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;

/** Weights that a test sets and changes; 1 where it has not. */
final class FakeWeights implements Weights {
    final Map<String, Double> tenants = new HashMap<>();
    final Map<String, Double> models = new HashMap<>();

    @Override
    public double tenant(String tenant) {
        return tenants.getOrDefault(tenant, 1.0);
    }

    @Override
    public double model(String model) {
        return models.getOrDefault(model, 1.0);
    }
}

package dev.triptych.runtime.tenant;

import java.util.Map;

/**
 * The rules of all tenants, and the weights of models. Immutable.
 *
 * @param named rules by the tenant's name
 * @param others the rule of each tenant without a name here
 * @param models weights of models among the models of one tenant, above 0, by served name; 1 for those without one
 */
public record TenantTable(Map<String, TenantRule> named, TenantRule others, Map<String, Double> models) {
    /** Everyone alike and without quota. */
    public static final TenantTable FREE = new TenantTable(Map.of(), TenantRule.FREE, Map.of());

    public TenantTable {
        named = Map.copyOf(named);
        models = Map.copyOf(models);
    }

    /** The rule of a tenant. */
    public TenantRule rule(String tenant) {
        return named.getOrDefault(tenant, others);
    }
}

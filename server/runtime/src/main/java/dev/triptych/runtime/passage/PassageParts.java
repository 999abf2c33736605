package dev.triptych.runtime.passage;

import dev.triptych.runtime.request.ItemGate;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.tenant.Tenants;
import dev.triptych.scheduling.ByteBudget;
import dev.triptych.scheduling.Ticker;

/**
 * What admits and measures items.
 *
 * @param budget the bytes that calls may plan for
 * @param tenants the quotas of each tenant
 * @param gate the items that may be under way
 * @param meter hears how items end
 * @param ticker the time
 * @param maxItems the most items of a call
 */
public record PassageParts(
        ByteBudget budget, Tenants tenants, ItemGate gate, Meter meter, Ticker ticker, int maxItems) {}

package dev.triptych.runtime.tenant;

/**
 * What one tenant is entitled to.
 *
 * @param weight its share of each device beside other tenants, above 0; 1 is everybody's
 * @param requestsInFlight calls, and items of streams, that may be open at once; 0 for any number
 * @param bytes decoded bytes that its calls may have reserved together; 0 for no bound but the server's
 * @param itemsPerSecond items that may be begun in a second, with a burst of one second's worth; 0 for any number
 */
public record TenantRule(double weight, int requestsInFlight, long bytes, double itemsPerSecond) {
    /** Weight 1, no quota. */
    public static final TenantRule FREE = new TenantRule(1, 0, 0, 0);

    /** Refuses what means nothing. */
    public TenantRule {
        if (!(weight > 0 && weight <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("weight: got " + weight + ", must be above 0");
        }
        if (requestsInFlight < 0 || bytes < 0 || !(itemsPerSecond >= 0 && itemsPerSecond <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("quotas: got " + requestsInFlight + " requests, " + bytes + " bytes, "
                    + itemsPerSecond + " items a second; each must be at least 0");
        }
    }
}

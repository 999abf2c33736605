package dev.triptych.runtime.tenant;

/** What one tenant uses now; a value. */
record TenantUse(int requests, long bytes, double tokens, long refilledNanos) {
    private static final double NANOS = 1e9;

    /** A tenant that used nothing for long: its second's worth of items is there. */
    static TenantUse fresh(TenantRule rule, long nowNanos) {
        return new TenantUse(0, 0, burst(rule), nowNanos);
    }

    /** The same with the items that came to it since. */
    TenantUse refilled(TenantRule rule, long nowNanos) {
        double earned = (nowNanos - refilledNanos) / NANOS * rule.itemsPerSecond();
        return new TenantUse(requests, bytes, Math.min(burst(rule), tokens + Math.max(0, earned)), nowNanos);
    }

    TenantUse withRequests(int more) {
        return new TenantUse(requests + more, bytes, tokens, refilledNanos);
    }

    TenantUse with(TenantRule rule, int items, long moreBytes) {
        // Without a rate nobody gets into debt.
        double left = rule.itemsPerSecond() == 0 ? tokens : Math.min(burst(rule), tokens - items);
        return new TenantUse(requests, bytes + moreBytes, left, refilledNanos);
    }

    /** Whether so many items may begin; a call larger than a second's worth waits for all of it and goes into debt. */
    boolean admits(TenantRule rule, int items) {
        return rule.itemsPerSecond() == 0 || tokens >= Math.min(items, burst(rule));
    }

    /** When so many items may begin, in nanoseconds from the refill. */
    long waitNanos(TenantRule rule, int items) {
        return (long) Math.ceil((Math.min(items, burst(rule)) - tokens) / rule.itemsPerSecond() * NANOS);
    }

    /** Whether forgetting it changes nothing. */
    boolean idle(TenantRule rule) {
        return requests == 0 && bytes == 0 && (rule.itemsPerSecond() == 0 || tokens >= burst(rule));
    }

    private static double burst(TenantRule rule) {
        return Math.max(1, rule.itemsPerSecond());
    }
}

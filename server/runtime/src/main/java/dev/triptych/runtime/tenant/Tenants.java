package dev.triptych.runtime.tenant;

import dev.triptych.scheduling.Ticker;
import dev.triptych.scheduling.Weights;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * Holds tenants to their quotas and tells the scheduler their weights. Thread-safe; nothing blocks.
 *
 * <p>Invariant: only tenants that use something, or did within the last second, take memory; names that nobody configured
 * do not pile up. Rules may change at any time: what is in use stays, and counts against the new ones.
 */
public final class Tenants implements Weights {
    private final Ticker ticker;
    private final ConcurrentMap<String, TenantUse> uses = new ConcurrentHashMap<>();
    private volatile TenantTable table;

    /** Tenants under these rules, none of whom uses anything. */
    public Tenants(TenantTable table, Ticker ticker) {
        this.table = table;
        this.ticker = ticker;
    }

    /** Everyone alike and without quota. */
    public static Tenants free() {
        return new Tenants(TenantTable.FREE, () -> 0);
    }

    /** Sets other rules from now on. */
    public void reload(TenantTable next) {
        table = next;
    }

    /** The rules. */
    public TenantTable table() {
        return table;
    }

    @Override
    public double tenant(String tenant) {
        return table.rule(tenant).weight();
    }

    @Override
    public double model(String model) {
        return table.models().getOrDefault(model, 1.0);
    }

    /**
     * Counts a request in; {@link #closed} counts it out.
     *
     * @throws TaskException {@code QUOTA_EXCEEDED} when the tenant has too many open, which counts nothing
     */
    public void opened(String tenant) {
        int most = table.rule(tenant).requestsInFlight();
        change(tenant, use -> {
            if (most > 0 && use.requests() >= most) {
                throw over(
                        tenant,
                        "requests-in-flight",
                        most,
                        use.requests() + 1L,
                        "requests open at once; wait for answers before sending more");
            }
            return use.withRequests(1);
        });
    }

    /** Counts a request out. */
    public void closed(String tenant) {
        change(tenant, use -> use.withRequests(-1));
    }

    /**
     * Takes what the items of a call need, all or nothing.
     *
     * @param bytes what the call reserves
     * @throws TaskException {@code QUOTA_EXCEEDED} when that is too much
     */
    public Grant take(String tenant, int items, long bytes) {
        TenantRule rule = table.rule(tenant);
        change(tenant, use -> {
            if (rule.bytes() > 0 && bytes > rule.bytes() - use.bytes()) {
                throw over(
                        tenant,
                        "bytes",
                        rule.bytes(),
                        use.bytes() + bytes,
                        "decoded bytes at once; send fewer or smaller items");
            }
            if (!use.admits(rule, items)) {
                throw over(
                                tenant,
                                "items-per-second",
                                Math.round(rule.itemsPerSecond()),
                                items,
                                "items a second; send them more slowly")
                        .retryAfter(Duration.ofNanos(use.waitNanos(rule, items)));
            }
            return use.with(rule, items, bytes);
        });
        return new Grant(tenant, items, bytes);
    }

    /** Forgets who uses nothing any more; told to now and then. */
    public void sweep() {
        uses.keySet().forEach(tenant -> change(tenant, use -> use));
    }

    /** How many tenants are remembered. */
    public int remembered() {
        return uses.size();
    }

    private void change(String tenant, UnaryOperator<TenantUse> step) {
        TenantRule rule = table.rule(tenant);
        long now = ticker.nanos();
        uses.compute(tenant, (name, known) -> {
            TenantUse use = known == null ? TenantUse.fresh(rule, now) : known.refilled(rule, now);
            TenantUse next = step.apply(use);
            return next.idle(rule) ? null : next;
        });
    }

    private static TaskException over(String tenant, String quota, long limit, long got, String what) {
        return TaskException.of(
                        Reason.QUOTA_EXCEEDED,
                        "Tenant " + Quoted.text(tenant) + " would have " + got + " of " + limit + " " + what
                                + ", or have its quota " + quota + " raised.")
                .with("tenant", tenant)
                .with("quota", quota)
                .with("limit", Long.toString(limit))
                .with("got", Long.toString(got));
    }

    /** What a call has taken of its tenant's quotas. Ends once; a second end does nothing. */
    public final class Grant implements AutoCloseable {
        private final String tenant;
        private final int items;
        private final long bytes;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Grant(String tenant, int items, long bytes) {
            this.tenant = tenant;
            this.items = items;
            this.bytes = bytes;
        }

        /** The call was not admitted after all: nothing was used. */
        public void cancel() {
            end(-items);
        }

        /** The call's bytes are free again. */
        @Override
        public void close() {
            end(0);
        }

        private void end(int itemsBack) {
            if (ended.compareAndSet(false, true)) {
                change(tenant, use -> use.with(table.rule(tenant), itemsBack, -bytes));
            }
        }
    }
}

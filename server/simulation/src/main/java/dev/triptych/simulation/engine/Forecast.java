package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Arrival;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.ServiceProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Admission by predicted time over an item's whole chain, as the server's runtime has it: each step under its station's
 * fair order, and what is admitted is promised at the steps to come.
 */
public enum Forecast {
    /** Nothing is predicted. */
    NONE,
    /** As the server has it: alone, or behind a batch of its own flow with a full one. */
    ALONE,
    /** Whatever waits runs in a full batch, and ends with it. */
    BATCH;

    /** A wait that is no reason. */
    private static final long NO_WAIT_NANOS = 100_000;

    /** Promises the steps after the first; or says why the item would be late: by itself, or for the queue. */
    @Nullable String admit(Item item, long now) {
        if (this == NONE) {
            return null;
        }
        long deadline = item.request().latestStartNanos();
        List<Stage> steps = item.request().traffic().steps();
        String refusal = deadline == Long.MAX_VALUE ? null : late(item, steps, now, deadline);
        for (int i = 1; i < steps.size() && refusal == null; i++) {
            Stage stage = steps.get(i);
            long cost = cost(item, stage);
            long asks = (long) stage.limits().asksNanos(stage.profile(), cost, 1);
            long latest = deadline == Long.MAX_VALUE
                    ? deadline
                    : deadline - stage.profile().nanos(cost);
            item.promised(stage.station().policy().promise(item.request().flow(), stage, asks, latest));
        }
        return refusal;
    }

    private @Nullable String late(Item item, List<Stage> steps, long now, long deadline) {
        Flow flow = item.request().flow();
        long ready = now;
        long alone = 0;
        long surely = 0;
        for (Stage stage : steps) {
            ServiceProfile profile = stage.profile();
            long cost = cost(item, stage);
            long service = profile.pessimisticNanos(cost);
            alone += profile.nanos(cost);
            surely += service;
            long full = stage.limits().fullNanos(profile, cost, 1, deadline - ready);
            Arrival work = new Arrival(flow, ready, service, full, deadline - profile.nanos(cost));
            long finish = stage.station().policy().finish(work, stage);
            boolean waits = finish - ready - service > NO_WAIT_NANOS;
            ready = finish + (this == BATCH && waits ? company(stage, cost, service) : 0);
        }
        if (alone > deadline - now) {
            return "DEADLINE";
        }
        return ready > deadline && ready - now - surely > NO_WAIT_NANOS ? "LATE" : null;
    }

    /** What the batch may take longer than the item alone. */
    private static long company(Stage stage, long cost, long service) {
        long full = Math.min(stage.limits().maxCost(), cost * stage.limits().maxRows());
        return stage.profile().pessimisticNanos(full) - service;
    }

    private static long cost(Item item, Stage stage) {
        return stage.cost(1, item.lengths().stream().mapToInt(Integer::intValue).toArray());
    }
}

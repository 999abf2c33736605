package dev.triptych.runtime.passage;

import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.execution.TimeCheck;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Plan;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Admits items by the time at which their whole chain would be done: decoding on a host lane, then each stage, each under
 * its device's fair order. What is admitted is promised at each step until its work is there. Thread-safe.
 *
 * <p>Steps whose times nobody knows yet count as nothing: bounds alone hold there.
 */
final class ChainForecast {
    /** Now and then a hopeless item is let through: a profile that has become too slow would never learn better. */
    private static final int PROBE_EVERY = 16;

    private final AtomicInteger hopeless = new AtomicInteger();

    /**
     * Admits an item, and promises its steps to its call.
     *
     * @throws TaskException {@code DEADLINE_EXCEEDED} when it takes longer by itself than its deadline allows,
     *     {@code QUEUE_FULL} when it would wait too long
     */
    void admit(CallImpl call, LentModel model, Plan plan) {
        long now = call.nanos();
        long ready = call.decodedNanos(plan.hostNanos());
        long alone = call.decodeNanos(plan.hostNanos(), false);
        long surely = call.decodeNanos(plan.hostNanos(), true);
        for (Plan.Use use : plan.uses()) {
            StageImpl stage = model.stage(use.stage());
            if (stage != null && stage.predicts(use)) {
                alone += stage.serviceNanos(use, false);
                surely += stage.serviceNanos(use, true);
                ready = stage.finishNanos(call.flow(), use, ready, call.deadlineNanos());
            }
        }
        TimeCheck check = new TimeCheck(now, call.deadlineNanos(), ready, alone, surely);
        TaskException refusal = check.refusal(() -> "An item of model " + Quoted.text(model.model()));
        if (refusal != null) {
            if (!check.hopeless() || hopeless.incrementAndGet() % PROBE_EVERY != 0) {
                throw refusal;
            }
            call.probe();
        }
        promise(call, model, plan);
    }

    private static void promise(CallImpl call, LentModel model, Plan plan) {
        call.promiseDecode(plan.hostNanos());
        for (Plan.Use use : plan.uses()) {
            StageImpl stage = model.stage(use.stage());
            if (stage != null && stage.predicts(use)) {
                call.promise(stage.name(), stage.promise(call.flow(), use, call.deadlineNanos()));
            }
        }
    }
}

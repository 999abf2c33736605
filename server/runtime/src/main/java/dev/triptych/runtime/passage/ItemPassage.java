package dev.triptych.runtime.passage;

import dev.triptych.runtime.cache.SharedLife;
import dev.triptych.runtime.model.Hold;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.runtime.request.RequestImpl;
import dev.triptych.runtime.request.SharedRun;
import dev.triptych.runtime.serving.HostStep;
import dev.triptych.runtime.serving.Phase;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.Watch;
import dev.triptych.runtime.task.Lease;
import dev.triptych.runtime.task.Passage;
import dev.triptych.scheduling.HostKind;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Task;
import dev.triptych.spi.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The way of items through the server: all are planned, the bytes of all reserved and all admitted in one step, then each
 * goes its own way. Thread-safe.
 */
public final class ItemPassage implements Passage {
    private final PassageParts parts;
    private final RawPassage raw;
    private final ChainForecast forecast = new ChainForecast();

    /** A passage under these bounds. */
    public ItemPassage(PassageParts parts) {
        this.parts = parts;
        this.raw = new RawPassage(parts);
    }

    /** An item's plan, or why it has none. */
    private sealed interface Planned {
        record Good(Plan plan, CallImpl call) implements Planned {}

        record Bad(TaskException error) implements Planned {}
    }

    @Override
    public <I, O> List<CompletionStage<O>> run(
            Request request, Lease lease, String taskName, Task<I, O> task, List<I> items) {
        RequestImpl open = (RequestImpl) request;
        return run(open, lease, taskName, task, items, item -> open);
    }

    @Override
    public SharedLife share(Request first) {
        return SharedRun.of((RequestImpl) first);
    }

    @Override
    public <I, O> List<CompletionStage<O>> run(
            Request request,
            Lease lease,
            String taskName,
            Task<I, O> task,
            List<I> items,
            List<? extends SharedLife> lives) {
        return run(
                (RequestImpl) request, lease, taskName, task, items, item -> ((SharedRun) lives.get(item)).request());
    }

    private <I, O> List<CompletionStage<O>> run(
            RequestImpl open,
            Lease lease,
            String taskName,
            Task<I, O> task,
            List<I> items,
            IntFunction<RequestImpl> lives) {
        LentModel model = (LentModel) lease;
        String name = taskName.toLowerCase(Locale.ROOT);
        requireLive(open, model, name, items);
        List<CallImpl> calls = new ArrayList<>(items.size());
        boolean whole = false;
        // The call's own hold may end with its result, while items of it still run; each has one of its own.
        try (Hold hold = model.retain()) {
            String tenant = open.info().tenant();
            List<CompletionStage<O>> results = start(lives, tenant, model, hold, name, task, items, calls);
            whole = true;
            return results;
        } finally {
            if (!whole) {
                // Whatever was thrown: a promise that stayed open would spoil every later forecast.
                calls.forEach(CallImpl::end);
            }
        }
    }

    private void requireLive(RequestImpl open, LentModel model, String name, List<?> items) {
        try {
            open.requireLive();
        } catch (TaskException e) {
            List<Watch> watches = items.stream()
                    .map(item -> watch(open, model, Watch.modality(item)))
                    .toList();
            throw refused(model, name, watches, items.size(), e);
        }
    }

    private <I, O> List<CompletionStage<O>> start(
            IntFunction<RequestImpl> lives,
            String tenant,
            LentModel model,
            Hold hold,
            String name,
            Task<I, O> task,
            List<I> items,
            List<CallImpl> calls) {
        List<Watch> watches = new ArrayList<>(items.size());
        List<Planned> plans = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Watch watch = watch(lives.apply(i), model, Watch.modality(items.get(i)));
            watches.add(watch);
            CallImpl call = new CallImpl(lives.apply(i), model.guard(), watch, true);
            calls.add(call);
            plans.add(plan(call, model, task, items.get(i)));
        }
        int good = (int) plans.stream().filter(Planned.Good.class::isInstance).count();
        if (good == 0) {
            refuseWhole(model, name, plans, watches);
        }
        Runnable ended = admit(tenant, model, name, good, plans, watches);
        List<CompletionStage<O>> results = new ArrayList<>(items.size());
        int unbegun = good;
        try {
            for (int i = 0; i < items.size(); i++) {
                if (plans.get(i) instanceof Planned.Good planned) {
                    ItemRun<I, O> run = new ItemRun<>(parts, model, planned.call(), name, hold.retain(), ended);
                    unbegun--;
                    results.add(run.result());
                    run.start(task, items.get(i), planned.plan());
                } else if (plans.get(i) instanceof Planned.Bad bad) {
                    bad(model, name, watches.get(i), bad.error());
                    results.add(CompletableFuture.failedFuture(bad.error()));
                }
            }
        } finally {
            for (; unbegun > 0; unbegun--) {
                ended.run();
            }
        }
        return results;
    }

    private void bad(LentModel model, String name, Watch watch, TaskException error) {
        parts.meter().item(model.model(), name, watch.modality(), error.reason(), 0);
        model.answered(false, 0);
        if (late(error)) {
            parts.meter().shed(model.model(), error.reason(), 1);
        }
    }

    /** Whether an item was turned away for lack of time. */
    static boolean late(TaskException error) {
        return error.reason() == Reason.QUEUE_FULL || error.reason() == Reason.DEADLINE_EXCEEDED;
    }

    /** Counts a call that was turned away as a whole; gives its error back. */
    private TaskException refused(LentModel model, String name, List<Watch> watches, int sheds, TaskException error) {
        for (Watch watch : watches) {
            parts.meter().item(model.model(), name, watch.modality(), error.reason(), 0);
            model.answered(false, 0);
        }
        parts.meter().shed(model.model(), error.reason(), sheds);
        return error;
    }

    @Override
    public CompletionStage<Tensors> raw(Request request, Lease lease, RawGraph graph, Tensors inputs) {
        return raw.run((RequestImpl) request, (LentModel) lease, graph, inputs);
    }

    @Override
    public void onHost(Request request, Lease lease, HostStep step, Runnable work, Consumer<TaskException> dropped) {
        LentModel model = (LentModel) lease;
        Watch watch = watch((RequestImpl) request, model, Watch.ALL);
        CallImpl call = new CallImpl((RequestImpl) request, model.guard(), watch, true);
        long offered = parts.ticker().nanos();
        call.host(HostKind.POST, 0, () -> work(watch, step, offered, work), dropped);
    }

    private void work(Watch watch, HostStep step, long offered, Runnable work) {
        long begun = parts.ticker().nanos();
        watch.host(step.waiting(), offered, begun);
        try {
            work.run();
        } finally {
            long done = parts.ticker().nanos();
            parts.meter().host(watch.model(), step.label(), begun - offered, done - begun);
            watch.host(step.working(), begun, done);
        }
    }

    private Watch watch(RequestImpl request, LentModel model, String modality) {
        return new Watch(parts.meter(), request.info().timeline(), model.model(), modality);
    }

    @Override
    public boolean live(Request request) {
        return ((RequestImpl) request).live();
    }

    @Override
    public <T> CompletionStage<T> whileLive(Request request, CompletionStage<T> stage) {
        RequestImpl open = (RequestImpl) request;
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<T> unused = stage.whenComplete((value, error) -> {
            if (error == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(error);
            }
        });
        open.onEnd(() -> result.completeExceptionally(open.ending("", 0)));
        return result;
    }

    @Override
    public int maxItems() {
        return parts.maxItems();
    }

    private <I, O> Planned plan(CallImpl call, LentModel model, Task<I, O> task, I item) {
        long begun = parts.ticker().nanos();
        try {
            Plan plan = model.guard().call("plan", () -> task.plan(item));
            if (plan.hostBytes() < 0 || plan.hostBytes() > parts.budget().capacity()) {
                throw Reserved.tooLarge(
                        "The item", plan.hostBytes(), parts.budget().capacity());
            }
            forecast.admit(call, model, plan);
            return new Planned.Good(plan, call);
        } catch (TaskException e) {
            // Part of its way may have been promised already.
            call.end();
            return new Planned.Bad(e);
        } finally {
            call.watch().host(Phase.SNIFF, begun, parts.ticker().nanos());
        }
    }

    private static long bytes(List<Planned> plans) {
        long bytes = 0;
        for (Planned planned : plans) {
            if (planned instanceof Planned.Good good) {
                bytes = Math.addExact(bytes, good.plan().hostBytes());
            }
        }
        return bytes;
    }

    /** A call of which nothing is in time fails as a whole, so that its caller is told when to come back. */
    private void refuseWhole(LentModel model, String name, List<Planned> plans, List<Watch> watches) {
        TaskException first = null;
        for (Planned planned : plans) {
            if (!(planned instanceof Planned.Bad bad) || !late(bad.error())) {
                return;
            }
            first = first == null ? bad.error() : first;
        }
        if (first != null) {
            throw refused(model, name, watches, plans.size(), first);
        }
    }

    // The reservation is the whole call's: it goes back when the call's last item has ended.
    private Runnable admit(
            String tenant, LentModel model, String name, int items, List<Planned> plans, List<Watch> watches) {
        if (items == 0) {
            return () -> {};
        }
        Reserved reservation;
        try {
            reservation = Reserved.of(parts, tenant, items, bytes(plans));
            enter(tenant, items, reservation);
        } catch (TaskException e) {
            throw refused(model, name, watches, items, e);
        }
        AtomicInteger left = new AtomicInteger(items);
        return () -> {
            parts.gate().leave(tenant);
            if (left.decrementAndGet() == 0) {
                reservation.close();
            }
        };
    }

    private void enter(String tenant, int items, Reserved reservation) {
        try {
            parts.gate().enter(tenant, items);
        } catch (TaskException e) {
            reservation.cancel();
            throw e;
        }
    }

    /** The rows of a raw submission: the size along the first batch axis. */
    static int rows(RawGraph graph, Tensors inputs) {
        for (Port port : graph.inputs()) {
            if (port.batchAxis() != Port.NO_BATCH && inputs.has(port.name())) {
                long[] shape = inputs.get(port.name()).shape();
                return port.batchAxis() < shape.length ? (int) Math.min(shape[port.batchAxis()], Integer.MAX_VALUE) : 1;
            }
        }
        return 1;
    }
}

package dev.triptych.runtime.passage;

import dev.triptych.runtime.cache.SharedLife;
import dev.triptych.runtime.model.Hold;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.runtime.request.RequestImpl;
import dev.triptych.runtime.request.SharedRun;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.task.Lease;
import dev.triptych.runtime.task.Passage;
import dev.triptych.scheduling.HostKind;
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

    /** A passage under these bounds. */
    public ItemPassage(PassageParts parts) {
        this.parts = parts;
        this.raw = new RawPassage(parts);
    }

    /** An item's plan, or why it has none. */
    private sealed interface Planned {
        record Good(Plan plan) implements Planned {}

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
        open.requireLive();
        LentModel model = (LentModel) lease;
        // The call's own hold may end with its result, while items of it still run; each has one of its own.
        try (Hold hold = model.retain()) {
            String tenant = open.info().tenant();
            return start(lives, tenant, model, hold, taskName.toLowerCase(Locale.ROOT), task, items);
        }
    }

    private <I, O> List<CompletionStage<O>> start(
            IntFunction<RequestImpl> lives,
            String tenant,
            LentModel model,
            Hold hold,
            String name,
            Task<I, O> task,
            List<I> items) {
        List<Planned> plans =
                items.stream().map(item -> plan(model, task, item)).toList();
        int good = (int) plans.stream().filter(Planned.Good.class::isInstance).count();
        Reserved reservation = Reserved.of(parts, tenant, good, bytes(plans));
        Runnable ended = admit(good, reservation);
        List<CompletionStage<O>> results = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (plans.get(i) instanceof Planned.Good planned) {
                CallImpl call = new CallImpl(lives.apply(i), model.model(), model.guard(), true);
                ItemRun<I, O> run = new ItemRun<>(parts, model, call, name, hold.retain(), ended);
                results.add(run.result());
                run.start(task, items.get(i), planned.plan());
            } else if (plans.get(i) instanceof Planned.Bad bad) {
                parts.meter().item(model.model(), name, bad.error().reason(), 0);
                hold.loaded().items().ended(false, 0);
                results.add(CompletableFuture.failedFuture(bad.error()));
            }
        }
        return results;
    }

    @Override
    public CompletionStage<Tensors> raw(Request request, Lease lease, RawGraph graph, Tensors inputs) {
        return raw.run((RequestImpl) request, (LentModel) lease, graph, inputs);
    }

    @Override
    public void post(Request request, Lease lease, Runnable work, Consumer<TaskException> dropped) {
        LentModel model = (LentModel) lease;
        CallImpl call = new CallImpl((RequestImpl) request, model.model(), model.guard(), true);
        call.host(HostKind.POST, 0, work, dropped);
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

    private <I, O> Planned plan(LentModel model, Task<I, O> task, I item) {
        try {
            Plan plan = model.guard().call("plan", () -> task.plan(item));
            if (plan.hostBytes() < 0 || plan.hostBytes() > parts.budget().capacity()) {
                throw Reserved.tooLarge(
                        "The item", plan.hostBytes(), parts.budget().capacity());
            }
            return new Planned.Good(plan);
        } catch (TaskException e) {
            return new Planned.Bad(e);
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

    // The reservation is the whole call's: it goes back when the call's last item has ended.
    private Runnable admit(int items, Reserved reservation) {
        if (items == 0) {
            reservation.close();
            return () -> {};
        }
        try {
            parts.gate().enter(items);
        } catch (TaskException e) {
            reservation.cancel();
            throw e;
        }
        AtomicInteger left = new AtomicInteger(items);
        return () -> {
            parts.gate().leave();
            if (left.decrementAndGet() == 0) {
                reservation.close();
            }
        };
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

package dev.triptych.runtime.passage;

import dev.triptych.runtime.model.Hold;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.runtime.request.RequestImpl;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.task.Lease;
import dev.triptych.runtime.task.Passage;
import dev.triptych.scheduling.ByteGrant;
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
        open.requireLive();
        LentModel model = (LentModel) lease;
        // The call's own hold may end with its result, while items of it still run; each has one of its own.
        try (Hold hold = model.retain()) {
            return run(open, model, hold, taskName.toLowerCase(Locale.ROOT), task, items);
        }
    }

    private <I, O> List<CompletionStage<O>> run(
            RequestImpl open, LentModel model, Hold hold, String name, Task<I, O> task, List<I> items) {
        List<Planned> plans =
                items.stream().map(item -> plan(open, model, task, item)).toList();
        int good = (int) plans.stream().filter(Planned.Good.class::isInstance).count();
        if (good == 0) {
            refuseWhole(model, name, plans);
        }
        Runnable ended = admit(good, plans);
        List<CompletionStage<O>> results = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (plans.get(i) instanceof Planned.Good planned) {
                ItemRun<I, O> run = new ItemRun<>(parts, model, planned.call(), name, hold.retain(), ended);
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

    private <I, O> Planned plan(RequestImpl open, LentModel model, Task<I, O> task, I item) {
        try {
            Plan plan = model.guard().call("plan", () -> task.plan(item));
            if (plan.hostBytes() < 0 || plan.hostBytes() > parts.budget().capacity()) {
                throw Reserved.tooLarge(
                        "The item", plan.hostBytes(), parts.budget().capacity());
            }
            CallImpl call = new CallImpl(open, model.model(), model.guard(), true);
            forecast.admit(call, model, plan);
            return new Planned.Good(plan, call);
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

    /** A call of which nothing is in time fails as a whole, so that its caller is told when to come back. */
    private void refuseWhole(LentModel model, String name, List<Planned> plans) {
        TaskException first = null;
        for (Planned planned : plans) {
            if (!(planned instanceof Planned.Bad bad)
                    || (bad.error().reason() != Reason.QUEUE_FULL
                            && bad.error().reason() != Reason.DEADLINE_EXCEEDED)) {
                return;
            }
            first = first == null ? bad.error() : first;
        }
        if (first != null) {
            Reason reason = first.reason();
            plans.forEach(planned -> parts.meter().item(model.model(), name, reason, 0));
            throw first;
        }
    }

    private Runnable admit(int items, List<Planned> plans) {
        boolean whole = false;
        try {
            Runnable ended = admit(items, Reserved.of(parts.budget(), bytes(plans)));
            whole = true;
            return ended;
        } finally {
            if (!whole) {
                plans.forEach(planned -> {
                    if (planned instanceof Planned.Good good) {
                        good.call().end();
                    }
                });
            }
        }
    }

    // The reservation is the whole call's: it goes back when the call's last item has ended.
    private Runnable admit(int items, ByteGrant.Reservation reservation) {
        if (items == 0) {
            reservation.close();
            return () -> {};
        }
        try {
            parts.gate().enter(items);
        } catch (TaskException e) {
            reservation.close();
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

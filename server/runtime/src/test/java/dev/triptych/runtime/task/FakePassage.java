package dev.triptych.runtime.task;

import dev.triptych.runtime.cache.SharedLife;
import dev.triptych.runtime.serving.HostStep;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Task;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A passage on the calling thread that takes so many items at once and no more. Its runs count from 0; a script may stand
 * before each.
 */
final class FakePassage implements Passage {
    /** How many items each run had that was let in. */
    final List<Integer> runs = new ArrayList<>();
    /** Run instead of the run of a number; what it throws refuses that run, what it gives out delays its items. */
    final Map<Integer, Script> scripts = new LinkedHashMap<>();

    int room = Integer.MAX_VALUE;
    private final TensorAllocator memory;

    FakePassage(TensorAllocator memory) {
        this.memory = memory;
    }

    /** What happens to a run. */
    interface Script {
        /** When the run's items may start; failed to fail each. */
        CompletionStage<Void> gate();
    }

    @Override
    public <I, O> List<CompletionStage<O>> run(
            Request request, Lease lease, String taskName, Task<I, O> task, List<I> items) {
        if (items.size() > room) {
            throw TaskException.of(Reason.ITEM_TOO_LARGE, items.size() + " do not fit");
        }
        Script script = scripts.remove(runs.size());
        CompletionStage<Void> gate = script == null ? CompletableFuture.completedStage(null) : script.gate();
        runs.add(items.size());
        Call call = new FakeCall(memory);
        return items.stream()
                .map(item -> gate.thenCompose(open -> task.run(call, item)))
                .toList();
    }

    @Override
    public SharedLife share(Request first) {
        return request -> true;
    }

    @Override
    public <I, O> List<CompletionStage<O>> run(
            Request request,
            Lease lease,
            String taskName,
            Task<I, O> task,
            List<I> items,
            List<? extends SharedLife> lives) {
        return run(request, lease, taskName, task, items);
    }

    @Override
    public boolean live(Request request) {
        return true;
    }

    @Override
    public CompletionStage<Tensors> raw(Request request, Lease lease, RawGraph graph, Tensors inputs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onHost(Request request, Lease lease, HostStep step, Runnable work, Consumer<TaskException> dropped) {
        work.run();
    }

    @Override
    public <T> CompletionStage<T> whileLive(Request request, CompletionStage<T> stage) {
        return stage;
    }

    @Override
    public int maxItems() {
        return 1024;
    }
}

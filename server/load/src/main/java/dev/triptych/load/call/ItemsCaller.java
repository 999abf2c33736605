package dev.triptych.load.call;

import dev.triptych.client.AsyncTriptychClient;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.load.Answer;
import dev.triptych.load.Caller;
import dev.triptych.load.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends inputs to a task of the typed API that answers item by item, {@code perRequest} at a time, in turn. */
public final class ItemsCaller implements Caller {
    private final Connections connections;
    private final Task task;
    private final List<Input> inputs;
    private final int perRequest;

    /** One call of the SDK. */
    @FunctionalInterface
    public interface Task {
        /** Makes the call. */
        CompletableFuture<? extends List<? extends Result<?>>> call(AsyncTriptychClient client, List<Input> items);
    }

    /**
     * A caller of one task.
     *
     * @param inputs what to send, at least 1
     * @param perRequest items in a request, at least 1
     */
    public ItemsCaller(Connections connections, Task task, List<Input> inputs, int perRequest) {
        this.connections = connections;
        this.task = task;
        this.inputs = List.copyOf(inputs);
        this.perRequest = perRequest;
    }

    @Override
    public CompletableFuture<Answer> call(long number) {
        return Answers.of(
                task.call(connections.client(number), turn(inputs, number, perRequest)),
                perRequest,
                ItemsCaller::count);
    }

    /** The inputs of a request. */
    static List<Input> turn(List<Input> inputs, long number, int perRequest) {
        List<Input> items = new ArrayList<>(perRequest);
        for (int i = 0; i < perRequest; i++) {
            items.add(inputs.get((int) ((number * perRequest + i) % inputs.size())));
        }
        return items;
    }

    private static Answer count(List<? extends Result<?>> results) {
        List<Trouble> troubles = new ArrayList<>(0);
        results.forEach(result -> result.failure().map(Troubles::of).ifPresent(troubles::add));
        return new Answer(results.size() - troubles.size(), troubles);
    }
}

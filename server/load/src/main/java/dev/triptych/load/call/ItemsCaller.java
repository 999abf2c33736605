package dev.triptych.bench.load;

import dev.triptych.client.AsyncTriptychClient;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Embeds inputs by the SDK, {@code perRequest} at a time, in turn. */
public final class EmbedCaller implements Caller {
    private final AsyncTriptychClient client;
    private final String model;
    private final List<Input> inputs;
    private final int perRequest;

    /**
     * A caller of one model.
     *
     * @param inputs what to embed, at least 1
     * @param perRequest items in a request, at least 1
     */
    public EmbedCaller(AsyncTriptychClient client, String model, List<Input> inputs, int perRequest) {
        this.client = client;
        this.model = model;
        this.inputs = List.copyOf(inputs);
        this.perRequest = perRequest;
    }

    @Override
    public CompletableFuture<Answer> call(long number) {
        List<Input> items = new ArrayList<>(perRequest);
        for (int i = 0; i < perRequest; i++) {
            items.add(inputs.get((int) ((number * perRequest + i) % inputs.size())));
        }
        return client.embed(model, items, EmbedOptions.DEFAULTS).thenApply(results -> {
            int answered = (int) results.stream().filter(Result::ok).count();
            return new Answer(answered, perRequest - answered);
        });
    }
}

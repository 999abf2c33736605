package dev.triptych.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The calls of {@link TriptychClient} with futures; immutable and thread-safe.
 *
 * <p>A future fails with the {@link TriptychException} that the blocking call would throw. Cancelling it cancels the
 * call on the server; cancelling a future derived from it does not. Derived stages run on gRPC's threads: hand
 * long work to an executor.
 */
public final class AsyncTriptychClient {
    private final Calls calls;

    AsyncTriptychClient(Calls calls) {
        this.calls = calls;
    }

    /** Embeds items with all defaults. */
    public CompletableFuture<Results<Vector>> embed(String model, Input... inputs) {
        return embed(model, List.of(inputs), EmbedOptions.DEFAULTS);
    }

    /** Embeds items: at least 1. */
    public CompletableFuture<Results<Vector>> embed(String model, List<Input> inputs, EmbedOptions options) {
        return calls.async(EmbedCodec.call(model, inputs, options));
    }

    /** Scores labels for items: at least 1. */
    public CompletableFuture<Classifications> classify(String model, List<Input> inputs, ClassifyOptions options) {
        return calls.async(ClassifyCodec.call(model, inputs, options));
    }

    /** Orders candidates by likeness to each query: at least 1 of both. */
    public CompletableFuture<Rankings> rank(
            String model, List<Input> queries, List<Input> candidates, RankOptions options) {
        return rankBy(model, queries.stream().map(Query::of).toList(), candidates, options);
    }

    /** Orders candidates by likeness to each query, weighted lists of inputs among them: at least 1 of both. */
    public CompletableFuture<Rankings> rankBy(
            String model, List<Query> queries, List<Input> candidates, RankOptions options) {
        return calls.async(RankCodec.call(model, queries, candidates, options));
    }

    /** Extracts features of items: at least 1. */
    public CompletableFuture<Results<Features>> features(String model, List<Input> inputs, List<String> names) {
        return calls.async(FeaturesCodec.call(model, inputs, names));
    }

    /**
     * The labels of a label set, or a model's own, as {@link TriptychClient#labels}. Cancelling stops after the page under
     * way.
     */
    public CompletableFuture<List<String>> labels(String model, String labelSet) {
        return labels(model, labelSet, "", new ArrayList<>());
    }

    private CompletableFuture<List<String>> labels(String model, String labelSet, String token, List<String> before) {
        return calls.async(ModelCodec.labels(model, labelSet, token)).thenCompose(page -> {
            before.addAll(page.labels());
            return page.next().isEmpty()
                    ? CompletableFuture.completedFuture(List.copyOf(before))
                    : labels(model, labelSet, page.next(), before);
        });
    }

    /** All models of the server by name. Cancelling stops after the page under way. */
    public CompletableFuture<List<ModelInfo>> models() {
        return pages("", new ArrayList<>());
    }

    /** One model with all its versions. */
    public CompletableFuture<ModelInfo> model(String name) {
        return calls.async(ModelCodec.get(name));
    }

    private CompletableFuture<List<ModelInfo>> pages(String token, List<ModelInfo> before) {
        return calls.async(ModelCodec.page(token)).thenCompose(page -> {
            before.addAll(page.models());
            return page.next().isEmpty()
                    ? CompletableFuture.completedFuture(List.copyOf(before))
                    : pages(page.next(), before);
        });
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Embeds two lists of items and computes on both; what classify and rank have in common.
 *
 * <p>The arithmetic runs on a host lane: the last embedding may complete on a device's lane, whose device would stand idle
 * meanwhile. Embeddings are closed here, whatever happens.
 */
final class Comparison {
    private final EmbedTask embed;
    private final Passage passage;

    Comparison(EmbedTask embed, Passage passage) {
        this.embed = embed;
        this.passage = passage;
    }

    /**
     * One list of items.
     *
     * @param truncate whether texts above the model's limit are cut; otherwise they fail
     */
    record Side(List<Content> items, boolean truncate) {
        Side {
            items = List.copyOf(items);
        }
    }

    /** The work's answer; the work reads the normalised embeddings and closes none. */
    <T> CompletionStage<T> run(
            Request request,
            Lease lease,
            Embedder embedder,
            TaskKind kind,
            Side left,
            Side right,
            BiFunction<List<Outcome<Embedding>>, List<Outcome<Embedding>>, T> work) {
        CompletionStage<List<Outcome<Embedding>>> lefts = embedded(request, lease, embedder, kind, left);
        CompletionStage<List<Outcome<Embedding>>> rights;
        try {
            rights = embedded(request, lease, embedder, kind, right);
        } catch (RuntimeException refused) {
            CompletionStage<Void> unused = lefts.thenAccept(Embeddings::close);
            throw refused;
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<Void> unused = lefts.thenAcceptBoth(rights, (l, r) -> {
                    Runnable close = () -> {
                        Embeddings.close(l);
                        Embeddings.close(r);
                    };
                    // The result is completed by the work itself, so that what follows stays off the device's lane too.
                    passage.post(request, lease, () -> answer(result, () -> work.apply(l, r), close), dropped -> {
                        close.run();
                        result.completeExceptionally(dropped);
                    });
                })
                .whenComplete((posted, defect) -> {
                    if (defect != null) {
                        result.completeExceptionally(defect);
                    }
                });
        return result;
    }

    private static <T> void answer(CompletableFuture<T> result, Supplier<T> work, Runnable close) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException e) {
            close.run();
            result.completeExceptionally(e);
            return;
        }
        close.run();
        result.complete(answer);
    }

    private CompletionStage<List<Outcome<Embedding>>> embedded(
            Request request, Lease lease, Embedder embedder, TaskKind kind, Side side) {
        return embed.run(request, lease, embedder, kind, side.items(), true, side.truncate());
    }
}

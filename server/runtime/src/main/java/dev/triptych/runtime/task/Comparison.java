package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * Embeds two lists of items and computes on both; what classify and rank have in common. Both lists are admitted in one
 * step: a call that held room for one half while it waits for the other could block its like for ever.
 */
final class Comparison {
    private final EmbedTask embed;
    private final PostWork post;

    Comparison(EmbedTask embed, PostWork post) {
        this.embed = embed;
        this.post = post;
    }

    /** The work's answer; the work reads the normalised embeddings and closes none. */
    <T> CompletionStage<T> run(
            Request request,
            Lease lease,
            Embedder embedder,
            TaskKind kind,
            List<Content> left,
            List<Content> right,
            BiFunction<List<Outcome<Embedding>>, List<Outcome<Embedding>>, T> work) {
        List<Content> both = new ArrayList<>(left.size() + right.size());
        both.addAll(left);
        both.addAll(right);
        return post.after(
                request,
                lease,
                embed.run(request, lease, embedder, kind, both, EmbedTask.Finish.UNIT),
                Embedding::close,
                all -> work.apply(all.subList(0, left.size()), all.subList(left.size(), all.size())));
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Embeds the sentences of labels in passes, one after another. A pass reserves its own bytes and places and has given them
 * back before the next, so a list may be longer than what fits at once; what a pass brought stays when a later one fails.
 */
final class LabelEmbedding {
    /** Sentences of a pass at most: a few batches of a text tower, and small beside what a server may plan for. */
    private static final int LARGEST_PASS = 128;

    private static final Set<Reason> NO_ROOM =
            EnumSet.of(Reason.ITEM_TOO_LARGE, Reason.MEMORY_SHORT, Reason.QUEUE_FULL);

    private final EmbedTask embed;
    private final PostWork post;

    LabelEmbedding(EmbedTask embed, PostWork post) {
        this.embed = embed;
        this.post = post;
    }

    /**
     * What one call embeds.
     *
     * @param progress as far as earlier calls came
     */
    record Job(Request request, Lease lease, Embedder embedder, Sentences sentences, LabelProgress progress) {}

    /** All directions, when the last sentence is embedded. */
    CompletionStage<LabelVectors> run(Job job) {
        return rest(job, LARGEST_PASS);
    }

    private CompletionStage<LabelVectors> rest(Job job, int size) {
        int from = job.progress().done();
        int to = Math.min(from + size, job.sentences().count());
        if (from == to) {
            return CompletableFuture.completedStage(job.progress().vectors());
        }
        CompletionStage<List<Outcome<Embedding>>> embedded;
        try {
            embedded = embed.alone(
                    job.request(),
                    job.lease(),
                    job.embedder(),
                    TaskKind.CLASSIFY,
                    job.sentences().texts(from, to),
                    EmbedTask.Finish.UNIT);
        } catch (TaskException e) {
            if (to - from == 1 || !NO_ROOM.contains(e.reason())) {
                throw e;
            }
            return rest(job, (to - from) / 2);
        }
        return landed(job, from, embedded).thenCompose(done -> rest(job, Math.min(2 * size, LARGEST_PASS)));
    }

    private CompletionStage<Integer> landed(Job job, int from, CompletionStage<List<Outcome<Embedding>>> embedded) {
        return post.after(job.request(), job.lease(), embedded, Embedding::close, all -> {
            job.progress().add(all, i -> job.sentences().path(from + i));
            return job.progress().done();
        });
    }
}

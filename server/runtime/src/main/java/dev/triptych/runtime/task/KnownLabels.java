package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.task.LabelCache.Flight;
import dev.triptych.runtime.task.LabelCache.Found;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The vectors of a call's labels: kept ones, else those that another call computes, else computed by this one. */
final class KnownLabels {
    private final Caches caches;
    private final LabelEmbedding embedding;
    private final Passage passage;

    KnownLabels(Caches caches, LabelEmbedding embedding, Passage passage) {
        this.caches = caches;
        this.embedding = embedding;
        this.passage = passage;
    }

    /** One direction for each label, at once where they are kept. */
    CompletionStage<LabelVectors> vectors(Request request, Lease lease, Embedder embedder, Sentences sentences) {
        String salt = caches.salt().apply(request.info().tenant());
        Found found = caches.labels().find(sentences.key(lease.identity(), salt), lease.model());
        if (found instanceof Found.Ready ready) {
            return CompletableFuture.completedStage(ready.vectors());
        }
        if (found instanceof Found.Awaited awaited) {
            return passage.whileLive(request, awaited.vectors())
                    .handle((vectors, error) -> error == null
                            ? CompletableFuture.completedStage(vectors)
                            : again(request, error, () -> vectors(request, lease, embedder, sentences)))
                    .thenCompose(Function.identity());
        }
        Flight flight = ((Found.Mine) found).flight();
        return compute(flight, new LabelEmbedding.Job(request, lease, embedder, sentences, flight.progress()));
    }

    // The other call came to its own end; this one is still there, and goes on where that one was.
    private CompletionStage<LabelVectors> again(
            Request request, Throwable error, Supplier<CompletionStage<LabelVectors>> retry) {
        TaskException reason = Gather.reasoned(error);
        return Gather.ofOneCall(reason) && passage.live(request) ? retry.get() : CompletableFuture.failedStage(reason);
    }

    // Whatever is thrown on the way, errors too, ends the flight: others wait for it.
    private CompletionStage<LabelVectors> compute(Flight flight, LabelEmbedding.Job job) {
        return CompletableFuture.completedStage(job).thenCompose(embedding::run).whenComplete((vectors, error) -> {
            if (error == null) {
                flight.land(vectors);
            } else {
                flight.fail(error);
            }
        });
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.cache.ContentKey;
import dev.triptych.runtime.cache.ContentKeys;
import dev.triptych.runtime.cache.EmbeddingCache.Found;
import dev.triptych.runtime.cache.Flight;
import dev.triptych.runtime.cache.KeptVector;
import dev.triptych.runtime.serving.HostStep;
import dev.triptych.runtime.serving.Meter.CacheResult;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.Watch;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Embeds items that were not embedded before: looks each up by its content, before anything of it is planned, admitted or
 * decoded, waits where another call computes the same, and runs the rest together.
 */
final class SharedEmbeddings {
    /** Above it, contents are hashed on a host lane: an event loop would stand still for 40 us and more. */
    private static final long MOST_HASHED_IN_PLACE = 64 << 10;

    private static final Set<Reason> LATE = EnumSet.of(Reason.QUEUE_FULL, Reason.DEADLINE_EXCEEDED);

    private final Passage passage;
    private final Caches caches;

    SharedEmbeddings(Passage passage, Caches caches) {
        this.passage = passage;
        this.caches = caches;
    }

    /** Whether there is anything to look up or to share. */
    boolean on() {
        return caches.embeddings().on();
    }

    /** One item on its way; {@code key} is null for what the embedder does not take. */
    private record Looked(Content content, @Nullable ContentKey key) {}

    /** What all items of a call have in common. */
    private record Job(Request request, Lease lease, Embedder embedder, TaskKind kind) {}

    /**
     * One result for each item, in order; vectors belong to the receiver. Fails as a whole, or throws, when the call is
     * refused.
     */
    CompletionStage<List<CompletionStage<Embedding>>> run(
            Request request, Lease lease, Embedder embedder, TaskKind kind, List<Content> items) {
        Job job = new Job(request, lease, embedder, kind);
        if (ContentKeys.bytes(items) <= MOST_HASHED_IN_PLACE) {
            return CompletableFuture.completedStage(looked(job, items));
        }
        CompletableFuture<List<CompletionStage<Embedding>>> result = new CompletableFuture<>();
        passage.onHost(
                request,
                lease,
                HostStep.HASH,
                () -> {
                    try {
                        result.complete(looked(job, items));
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                result::completeExceptionally);
        return result;
    }

    // Nothing is made of what was found before the rest is admitted: a refused call owns nothing.
    private List<CompletionStage<Embedding>> looked(Job job, List<Content> items) {
        List<Looked> all = keyed(job, items);
        List<@Nullable Found> found = new ArrayList<>(items.size());
        List<Looked> mine = new ArrayList<>();
        List<Flight> flights = new ArrayList<>();
        try {
            for (Looked looked : all) {
                Found one = looked.key() == null ? null : find(job, looked.key());
                if (one instanceof Found.Mine own) {
                    mine.add(looked);
                    flights.add(own.flight());
                }
                found.add(one);
                counted(job, one);
            }
        } catch (Throwable e) {
            // Others may wait for what was begun already.
            flights.forEach(flight -> flight.fail(e));
            throw e;
        }
        try {
            start(job, mine, flights);
        } catch (TaskException e) {
            // What others have computed, or compute, is there in time; the rest has failed by itself already.
            if (!LATE.contains(e.reason()) || !passage.live(job.request()) || !served(found, flights)) {
                refused(job, all, found, e.reason());
                throw e;
            }
        }
        List<CompletionStage<Embedding>> results = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Found one = found.get(i);
            results.add(
                    one == null
                            ? CompletableFuture.failedStage(Batch.unsupported(
                                    job.lease(), job.embedder().modalities(), items.get(i)))
                            : result(job, all.get(i), one));
        }
        return results;
    }

    private List<Looked> keyed(Job job, List<Content> items) {
        ContentKeys keys = new ContentKeys(
                caches.salt().apply(job.request().info().tenant()),
                job.lease().digest(),
                job.embedder().space());
        Set<Modality> modalities = job.embedder().modalities();
        return items.stream()
                .map(item -> new Looked(item, modalities.contains(item.modality()) ? keys.key(item) : null))
                .toList();
    }

    private Found find(Job job, ContentKey key) {
        return caches.embeddings().find(key, job.request(), () -> passage.share(job.request()));
    }

    // Once for each item, also when it is looked up again.
    private void counted(Job job, @Nullable Found found) {
        if (found != null) {
            CacheResult result = found instanceof Found.Hit
                    ? CacheResult.HIT
                    : found instanceof Found.Awaited ? CacheResult.SHARED : CacheResult.MISS;
            caches.meter().cached(job.lease().model(), result);
            if (result == CacheResult.MISS) {
                job.lease().missed();
            }
        }
    }

    /** Whether anything is answered without a run of this call's own. */
    private static boolean served(List<@Nullable Found> found, List<Flight> own) {
        Set<Flight> flights = new HashSet<>(own);
        return found.stream()
                .anyMatch(one -> one instanceof Found.Hit
                        || (one instanceof Found.Awaited awaited && !flights.contains(awaited.flight())));
    }

    /** Counts those of a refused call's items that the passage never saw. */
    private void refused(Job job, List<Looked> all, List<@Nullable Found> found, Reason reason) {
        int unseen = 0;
        for (int i = 0; i < found.size(); i++) {
            Found one = found.get(i);
            if (one != null && !(one instanceof Found.Mine)) {
                ended(job, all.get(i), reason, 0);
                unseen++;
            }
        }
        if (unseen > 0) {
            caches.meter().shed(job.lease().model(), reason, unseen);
        }
    }

    private CompletionStage<Embedding> result(Job job, Looked looked, Found found) {
        if (found instanceof Found.Hit hit) {
            ended(job, looked, null, 0);
            return CompletableFuture.completedStage(
                    hit.vector().copy(job.request().tensors()));
        }
        long began = caches.ticker().nanos();
        boolean awaited = found instanceof Found.Awaited;
        Flight flight = awaited ? ((Found.Awaited) found).flight() : ((Found.Mine) found).flight();
        CompletionStage<KeptVector> vector = passage.whileLive(job.request(), flight.result());
        if (!awaited) {
            return vector.thenApply(kept -> kept.copy(job.request().tensors()));
        }
        return vector.handle((kept, error) -> {
                    long nanos = caches.ticker().nanos() - began;
                    if (error != null) {
                        return again(job, looked, error, nanos);
                    }
                    ended(job, looked, null, nanos);
                    return CompletableFuture.completedStage(
                            kept.copy(job.request().tensors()));
                })
                .thenCompose(Function.identity());
    }

    // Where the call that ran it came to an end of its own, this one goes on; it starts the run, or waits for the next.
    private CompletionStage<Embedding> again(Job job, Looked looked, Throwable error, long nanos) {
        TaskException reason = Gather.reasoned(error);
        if (looked.key() == null || !Gather.ofOneCall(reason) || !passage.live(job.request())) {
            ended(job, looked, reason.reason(), nanos);
            return CompletableFuture.failedStage(reason);
        }
        Found found = find(job, looked.key());
        if (found instanceof Found.Mine own) {
            start(job, List.of(looked), List.of(own.flight()));
        }
        return result(job, looked, found);
    }

    // Admitted together, also when there is nothing left to run: a server that drains answers nothing from its cache.
    private void start(Job job, List<Looked> mine, List<Flight> flights) {
        List<CompletionStage<Embedding>> runs;
        try {
            runs = passage.run(
                    job.request(),
                    job.lease(),
                    job.kind().name(),
                    job.embedder(),
                    mine.stream().map(Looked::content).toList(),
                    flights.stream().map(Flight::life).toList());
        } catch (Throwable e) {
            flights.forEach(flight -> flight.fail(e));
            throw e;
        }
        for (int i = 0; i < runs.size(); i++) {
            Flight flight = flights.get(i);
            CompletionStage<Void> unused = runs.get(i).handle((embedding, error) -> {
                end(flight, embedding, error);
                return null;
            });
        }
    }

    private static void end(Flight flight, @Nullable Embedding embedding, @Nullable Throwable error) {
        if (embedding == null) {
            flight.fail(error == null ? new IllegalStateException("an item without an end") : error);
            return;
        }
        try {
            flight.land(KeptVector.of(embedding));
        } catch (Throwable defect) {
            flight.fail(defect);
        }
    }

    private void ended(Job job, Looked looked, @Nullable Reason reason, long nanos) {
        job.lease().answered(reason == null, nanos);
        caches.meter()
                .item(
                        job.lease().model(),
                        job.kind().name().toLowerCase(Locale.ROOT),
                        Watch.modality(looked.content()),
                        reason,
                        nanos);
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.FeaturesQuery;
import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.tensor.Tensors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@link Inference} over lent models: looks the model up, checks the call, composes its tasks. */
public final class ModelInference implements Inference {
    private final Function<RequestInfo, Request> requests;
    private final Models models;
    private final Passage passage;
    private final EmbedTask embed;
    private final ClassifyTask classify;
    private final RankTask rank;
    private final FeaturesTask features;
    private final InferTask infer;

    /**
     * @param requests opens requests
     * @param caches what is kept for later calls
     */
    public ModelInference(Function<RequestInfo, Request> requests, Models models, Passage passage, Caches caches) {
        this.requests = requests;
        this.models = models;
        this.passage = passage;
        Batch batch = new Batch(passage);
        PostWork post = new PostWork(passage);
        this.embed = new EmbedTask(batch, new SharedEmbeddings(passage, caches));
        KnownLabels known = new KnownLabels(caches, new LabelEmbedding(embed, post), passage);
        this.classify = new ClassifyTask(new ZeroShotTask(known, embed, post), new HeadTask(batch, post));
        this.rank = new RankTask(new Comparison(embed, post));
        this.features = new FeaturesTask(batch);
        this.infer = new InferTask(passage);
    }

    @Override
    public Request open(RequestInfo info) {
        return requests.apply(info);
    }

    @Override
    public CompletionStage<List<Outcome<Embedding>>> embed(Request request, EmbedQuery query) {
        return lent(query.model(), TaskKind.EMBED, lease -> {
            FieldRules.count("items", query.items().size(), passage.maxItems());
            EmbedQuery.Options options = query.options();
            Embedder embedder = EmbedTask.embedder(lease, options.expectSpace(), options.dim());
            String prefix = Texts.prefix(embedder, options.prompt(), "options.prompt");
            return embed.run(
                    request,
                    lease,
                    embedder,
                    TaskKind.EMBED,
                    Texts.prefixed(query.items(), prefix, options.truncate()),
                    finish(embedder, options));
        });
    }

    private static EmbedTask.Finish finish(Embedder embedder, EmbedQuery.Options options) {
        boolean cut = options.dim() != 0 && options.dim() != embedder.space().dim();
        Boolean asked = options.normalize();
        if (cut && Boolean.FALSE.equals(asked)) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            "options.normalize: a vector cut to " + options.dim()
                                    + " coordinates is normalised again; leave normalize out")
                    .at("options.normalize");
        }
        return new EmbedTask.Finish(cut || (asked == null ? embedder.contrastive() : asked), options.dim());
    }

    @Override
    public CompletionStage<Classifications> classify(Request request, ClassifyQuery query) {
        return lent(query.model(), TaskKind.CLASSIFY, lease -> {
            FieldRules.count("items", query.items().size(), passage.maxItems());
            return classify.run(request, lease, query);
        });
    }

    @Override
    public CompletionStage<Ranking> rank(Request request, RankQuery query) {
        return lent(query.model(), TaskKind.RANK, lease -> {
            FieldRules.count("queries", query.queries().size(), passage.maxItems());
            FieldRules.count("candidates", query.candidates().size(), passage.maxItems());
            return rank.run(request, lease, query);
        });
    }

    @Override
    public CompletionStage<List<Outcome<Features>>> features(Request request, FeaturesQuery query) {
        return lent(query.model(), TaskKind.FEATURES, lease -> {
            FieldRules.count("items", query.items().size(), passage.maxItems());
            return features.run(request, lease, query);
        });
    }

    @Override
    public CompletionStage<Tensors> infer(Request request, InferQuery query) {
        return passedOn(lent(query.model(), TaskKind.INFER, lease -> infer.run(request, lease, query)), failed -> {
            if (failed) {
                query.inputs().close();
            }
        });
    }

    // A dependent stage would wrap a failure, with a stack, each time that it is passed on; under overload that was a
    // sixth of the event loop's time.
    private static <T> CompletionStage<T> passedOn(CompletionStage<T> result, Consumer<Boolean> first) {
        CompletableFuture<T> passed = new CompletableFuture<>();
        CompletionStage<Void> unused = result.handle((value, error) -> {
            try {
                first.accept(error != null);
            } finally {
                if (error == null) {
                    passed.complete(value);
                } else {
                    passed.completeExceptionally(Gather.reasoned(error));
                }
            }
            return null;
        });
        return passed;
    }

    // The lease lasts until the result is there, whatever it is; refusals and defects are failed results.
    private <T> CompletionStage<T> lent(ModelRef ref, TaskKind kind, Function<Lease, CompletionStage<T>> work) {
        Lease lease;
        try {
            lease = models.acquire(ref, kind);
        } catch (Throwable e) {
            return CompletableFuture.failedStage(Gather.reasoned(e));
        }
        CompletionStage<T> result;
        try {
            result = work.apply(lease);
        } catch (Throwable e) {
            lease.close();
            return CompletableFuture.failedStage(Gather.reasoned(e));
        }
        return passedOn(result, failed -> lease.close());
    }
}

package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.RankQuery.Sought;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.RankOptions;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankServiceGrpc;
import dev.triptych.v1.RankTerm;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Serves {@code triptych.v1.RankService}. */
public final class RankEndpoint extends RankServiceGrpc.RankServiceImplBase {
    private static final int MOST_TERMS = 16;
    private static final float HEAVIEST = 100;

    private final Inference inference;
    private final Models models;
    private final EdgeLimits limits;
    private final UnaryCalls calls;
    private final ContentCodec contents;

    public RankEndpoint(Inference inference, Models models, EdgeLimits limits, UnaryCalls calls) {
        this.inference = inference;
        this.models = models;
        this.limits = limits;
        this.calls = calls;
        this.contents = new ContentCodec(limits);
    }

    @Override
    public void rank(RankRequest request, StreamObserver<RankResponse> out) {
        CallInfo info = CallInfo.current();
        ModelListing model = models.ready(new ModelRef(request.getModel(), request.getModelVersion()), TaskKind.RANK);
        RankWriter writer = new RankWriter(model, request, calls.errors(), info.requestId());
        calls.run(info, out, open -> start(open, model, request, writer), answer -> answer);
    }

    private CompletionStage<RankResponse> start(
            Request open, ModelListing model, RankRequest request, RankWriter writer) {
        FieldRules.count("queries", request.getQueriesCount(), limits.items());
        FieldRules.count("candidates", request.getCandidatesCount(), limits.items());
        FieldRules.count("contents of queries and candidates", contents(request), limits.items());
        RankQuery.Options options = options(request.getOptions());
        Items<Sought> queries =
                Items.read(request.getQueriesCount(), i -> sought(request.getQueries(i), "queries[" + i + "]"));
        Items<Content> candidates = Items.read(request.getCandidatesCount(), i -> {
            ContentCodec.checkId(request.getCandidates(i).getId(), "candidates[" + i + "].id");
            return contents.read(request.getCandidates(i).getContent(), "candidates[" + i + "].content");
        });
        if (queries.good().isEmpty() || candidates.good().isEmpty()) {
            return CompletableFuture.completedFuture(
                    writer.write(queries, candidates, unranked(queries.good(), candidates.good())));
        }
        RankQuery query =
                new RankQuery(new ModelRef(model.name(), model.version()), queries.good(), candidates.good(), options);
        return inference.rank(open, query).thenApply(ranking -> writer.write(queries, candidates, ranking));
    }

    private static int contents(RankRequest request) {
        return request.getCandidatesCount()
                + request.getQueriesList().stream()
                        .mapToInt(query -> Math.max(1, query.getTermsCount()))
                        .sum();
    }

    private static RankQuery.Options options(RankOptions options) {
        return new RankQuery.Options(
                options.getTopK(),
                Fields.truncates(options.getTruncation()),
                options.hasQueryPrompt() ? options.getQueryPrompt() : null,
                options.hasCandidatePrompt() ? options.getCandidatePrompt() : null);
    }

    private Sought sought(dev.triptych.v1.RankQuery query, String path) {
        ContentCodec.checkId(query.getId(), path + ".id");
        if (query.getTermsCount() == 0) {
            return Sought.of(contents.read(query.getContent(), path + ".content"));
        }
        if (query.hasContent()) {
            throw FieldRules.invalid(path + ".terms", "content is given too; send one of both");
        }
        FieldRules.count(path + ".terms", query.getTermsCount(), MOST_TERMS);
        return new Sought(IntStream.range(0, query.getTermsCount())
                .mapToObj(i -> term(query.getTerms(i), path + ".terms[" + i + "]"))
                .toList());
    }

    private RankQuery.Term term(RankTerm term, String path) {
        float weight = term.hasWeight() ? term.getWeight() : 1;
        if (!(weight >= -HEAVIEST && weight <= HEAVIEST)) {
            throw FieldRules.invalid(path + ".weight", "got " + weight + ", must be -100 to 100");
        }
        return new RankQuery.Term(contents.read(term.getContent(), path + ".content"), weight);
    }

    /** Where one side has nothing readable, there is nothing to order. */
    private static Ranking unranked(List<Sought> queries, List<Content> candidates) {
        return new Ranking(
                queries.stream()
                        .<Outcome<Ranking.Order>>map(query -> new Outcome.Done<>(new Ranking.Order(List.of(), false)))
                        .toList(),
                candidates.stream()
                        .<Outcome<Ranking.Candidate>>map(candidate -> new Outcome.Done<>(new Ranking.Candidate(false)))
                        .toList());
    }
}

package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Serves {@code triptych.v1.RankService}. */
public final class RankEndpoint extends RankServiceGrpc.RankServiceImplBase {
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
        Fields.count("queries", request.getQueriesCount(), limits.items());
        Fields.count("candidates", request.getCandidatesCount(), limits.items());
        Fields.count(
                "queries and candidates", request.getQueriesCount() + request.getCandidatesCount(), limits.items());
        Fields.topK(request.getOptions().getTopK());
        boolean truncate = Fields.truncates(request.getOptions().getTruncation());
        Items queries = Items.read(request.getQueriesCount(), i -> {
            ContentCodec.checkId(request.getQueries(i).getId(), "queries[" + i + "].id");
            return contents.read(request.getQueries(i).getContent(), "queries[" + i + "].content");
        });
        Items candidates = Items.read(request.getCandidatesCount(), i -> {
            ContentCodec.checkId(request.getCandidates(i).getId(), "candidates[" + i + "].id");
            return contents.read(request.getCandidates(i).getContent(), "candidates[" + i + "].content");
        });
        if (queries.good().isEmpty() || candidates.good().isEmpty()) {
            return CompletableFuture.completedFuture(
                    writer.write(queries, candidates, unranked(queries.good(), candidates.good())));
        }
        RankQuery query = new RankQuery(
                new ModelRef(model.name(), model.version()),
                queries.good(),
                candidates.good(),
                request.getOptions().getTopK(),
                truncate);
        return inference.rank(open, query).thenApply(ranking -> writer.write(queries, candidates, ranking));
    }

    /** Where one side has nothing readable, there is nothing to order. */
    private static Ranking unranked(List<Content> queries, List<Content> candidates) {
        return new Ranking(
                queries.stream()
                        .<Outcome<Ranking.Order>>map(query -> new Outcome.Done<>(new Ranking.Order(List.of(), false)))
                        .toList(),
                candidates.stream()
                        .<Outcome<Ranking.Candidate>>map(candidate -> new Outcome.Done<>(new Ranking.Candidate(false)))
                        .toList());
    }
}

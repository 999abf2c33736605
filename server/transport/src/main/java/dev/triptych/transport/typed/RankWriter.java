package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.spi.content.Content;
import dev.triptych.transport.status.ErrorMapper;
import dev.triptych.v1.FailedCandidate;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankResult;
import dev.triptych.v1.RankedCandidate;
import dev.triptych.v1.Similarity;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the answer to one rank call; candidates that could not be read keep their places in the numbering. */
final class RankWriter {
    private final ModelListing model;
    private final RankRequest request;
    private final ErrorMapper errors;
    private final String requestId;

    RankWriter(ModelListing model, RankRequest request, ErrorMapper errors, String requestId) {
        this.model = model;
        this.request = request;
        this.errors = errors;
        this.requestId = requestId;
    }

    RankResponse write(Items<?> queries, Items<Content> candidates, Ranking ranking) {
        int[] places = places(candidates);
        RankResponse.Builder response = RankResponse.newBuilder()
                .setModel(model.name())
                .setModelVersion(model.version())
                .setSimilarity(Similarity.SIMILARITY_COSINE);
        List<Outcome<Ranking.Order>> results = queries.merge(ranking.queries());
        for (int i = 0; i < results.size(); i++) {
            response.addResults(result(results.get(i), request.getQueries(i).getId(), places));
        }
        List<Outcome<Ranking.Candidate>> ends = candidates.merge(ranking.candidates());
        for (int i = 0; i < ends.size(); i++) {
            if (ends.get(i) instanceof Outcome.Failed<Ranking.Candidate> failed) {
                response.addFailedCandidates(FailedCandidate.newBuilder()
                        .setIndex(i)
                        .setId(request.getCandidates(i).getId())
                        .setError(errors.item(failed.error(), requestId)));
            } else if (ends.get(i) instanceof Outcome.Done<Ranking.Candidate> done
                    && done.value().truncated()) {
                response.addTruncatedCandidates(i);
            }
        }
        return response.build();
    }

    private RankResult result(Outcome<Ranking.Order> outcome, String id, int[] places) {
        RankResult.Builder result = RankResult.newBuilder().setId(id);
        if (outcome instanceof Outcome.Failed<Ranking.Order> failed) {
            return result.setError(errors.item(failed.error(), requestId)).build();
        }
        dev.triptych.v1.Ranking.Builder order = dev.triptych.v1.Ranking.newBuilder();
        Ranking.Order found = ((Outcome.Done<Ranking.Order>) outcome).value();
        for (Ranking.Ranked ranked : found.ranked()) {
            int index = places[ranked.candidate()];
            order.addCandidates(RankedCandidate.newBuilder()
                    .setIndex(index)
                    .setId(request.getCandidates(index).getId())
                    .setScore((float) ranked.score())
                    .setRank(ranked.rank()));
        }
        return result.setRanking(order).setTruncated(found.truncated()).build();
    }

    /** The index in the request of each candidate that the core saw. */
    private static int[] places(Items<Content> candidates) {
        return IntStream.range(0, candidates.read().size())
                .filter(i -> candidates.read().get(i) instanceof Outcome.Done<Content>)
                .toArray();
    }
}

package dev.triptych.client;

import dev.triptych.v1.RankCandidate;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankResult;
import dev.triptych.v1.RankServiceGrpc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rank calls between the SDK's types and the wire's. */
final class RankCodec {
    private RankCodec() {}

    static Calls.Call<RankRequest, RankResponse, Rankings> call(
            String model, List<Query> queries, List<Input> candidates, RankOptions options) {
        ModelName name = ModelName.of(model);
        RankRequest.Builder request = RankRequest.newBuilder()
                .setModel(name.name())
                .setModelVersion(name.version())
                .setOptions(options.wire());
        queries.forEach(query -> request.addQueries(query.wire()));
        candidates.forEach(
                candidate -> request.addCandidates(RankCandidate.newBuilder().setContent(candidate.content())));
        int count = queries.size();
        return new Calls.Call<>(RankServiceGrpc.getRankMethod(), request.build(), answer -> read(answer, count));
    }

    private static Rankings read(RankResponse answer, int count) {
        Counts.check(answer.getResultsCount(), count);
        Results<Ranking> queries = new Results<>(
                answer.getModel(),
                answer.getModelVersion(),
                answer.getResultsList().stream().map(RankCodec::result).toList());
        Map<Integer, Failure> failed = new HashMap<>();
        answer.getFailedCandidatesList()
                .forEach(candidate -> failed.put(candidate.getIndex(), Failures.of(candidate.getError())));
        return new Rankings(queries, failed, Set.copyOf(answer.getTruncatedCandidatesList()));
    }

    private static Result<Ranking> result(RankResult wire) {
        return switch (wire.getOutcomeCase()) {
            case RANKING -> Result.of(ranking(wire.getRanking()), wire.getTruncated());
            case ERROR -> Result.failed(Failures.of(wire.getError()));
            case OUTCOME_NOT_SET -> Result.failed(Counts.noOutcome());
        };
    }

    private static Ranking ranking(dev.triptych.v1.Ranking wire) {
        return new Ranking(wire.getCandidatesList().stream()
                .map(ranked -> new Ranking.Candidate(ranked.getIndex(), ranked.getScore(), ranked.getRank()))
                .toList());
    }
}

package dev.triptych.load.call;

import dev.triptych.client.Input;
import dev.triptych.client.RankOptions;
import dev.triptych.client.Rankings;
import dev.triptych.load.Answer;
import dev.triptych.load.Caller;
import dev.triptych.load.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Ranks candidates by one query a request; a candidate is an item. */
public final class RankCaller implements Caller {
    private final Connections connections;
    private final String model;
    private final List<Input> queries;
    private final List<Input> candidates;
    private final int perRequest;

    /**
     * A caller of one model.
     *
     * @param queries taken in turn, at least 1
     * @param candidates taken in turn, at least 1
     * @param perRequest candidates in a request, at least 1
     */
    public RankCaller(
            Connections connections, String model, List<Input> queries, List<Input> candidates, int perRequest) {
        this.connections = connections;
        this.model = model;
        this.queries = List.copyOf(queries);
        this.candidates = List.copyOf(candidates);
        this.perRequest = perRequest;
    }

    @Override
    public CompletableFuture<Answer> call(long number) {
        return Answers.of(
                connections
                        .client(number)
                        .rank(
                                model,
                                ItemsCaller.turn(queries, number, 1),
                                ItemsCaller.turn(candidates, number, perRequest),
                                RankOptions.DEFAULTS),
                perRequest,
                this::count);
    }

    private Answer count(Rankings rankings) {
        return rankings.queries()
                .get(0)
                .failure()
                .map(failure -> Answer.failed(perRequest, Troubles.of(failure)))
                .orElseGet(() -> {
                    List<Trouble> troubles = new ArrayList<>(0);
                    rankings.failedCandidates().values().forEach(failure -> troubles.add(Troubles.of(failure)));
                    return new Answer(perRequest - troubles.size(), troubles);
                });
    }
}

package dev.triptych.app.cli.client;

import dev.triptych.client.AsyncTriptychClient;
import dev.triptych.client.Failure;
import dev.triptych.client.Input;
import dev.triptych.client.Query;
import dev.triptych.client.RankOptions;
import dev.triptych.client.Ranking;
import dev.triptych.client.Rankings;
import dev.triptych.client.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the scores of candidates from several calls, each with all queries, and puts the candidates in order.
 *
 * <p>A score depends on its query and candidate alone, so the order over all calls is that of one large call. For one
 * thread.
 */
final class Scores {
    private final List<Outcome<Query>> queries;
    private final RankOptions options;
    private final int topK;
    // Positions of the queries that could be read: those are sent.
    private final List<Integer> sent;
    private final List<@Nullable Failure> failures = new ArrayList<>();
    private final boolean[] truncated;
    private final List<Source> candidates = new ArrayList<>();
    private final List<Outcome<Scored>> outcomes = new ArrayList<>();

    /**
     * Makes an empty collection.
     *
     * @param options of every call; they ask for all candidates
     * @param topK how many candidates a query keeps; 0: all
     */
    Scores(List<Outcome<Query>> queries, RankOptions options, int topK) {
        this.queries = queries;
        this.options = options;
        this.topK = topK;
        this.sent = IntStream.range(0, queries.size())
                .filter(i -> queries.get(i).failure() == null)
                .boxed()
                .toList();
        queries.forEach(query -> failures.add(query.failure()));
        this.truncated = new boolean[queries.size()];
    }

    /**
     * A candidate's scores.
     *
     * @param bySent by position among the queries sent; NaN where the query failed
     * @param queries what became of the queries in the same call
     */
    record Scored(List<Float> bySent, List<Result<Ranking>> queries) {}

    /**
     * A candidate's place in the order of a query.
     *
     * @param rank from 1; 0 when the candidate failed
     */
    record Placed(
            Source input, float score, int rank, @Nullable Failure failure) {}

    /**
     * All that a query gets.
     *
     * @param placed best first, failed candidates last
     * @param failure why the query itself failed
     */
    record OfQuery(List<Placed> placed, @Nullable Failure failure) {}

    boolean anySent() {
        return !sent.isEmpty();
    }

    /** Ranks some candidates for all queries. */
    CompletableFuture<List<Outcome<Scored>>> call(AsyncTriptychClient client, String model, List<Input> items) {
        List<Query> readable = new ArrayList<>();
        for (Outcome<Query> query : queries) {
            if (query.value() != null) {
                readable.add(query.value());
            }
        }
        return client.rankBy(model, readable, items, options)
                .thenApply(rankings -> byCandidate(rankings, items.size()));
    }

    private static List<Outcome<Scored>> byCandidate(Rankings rankings, int count) {
        List<List<Float>> scores = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            scores.add(new ArrayList<>(Collections.nCopies(rankings.queries().size(), Float.NaN)));
        }
        for (int query = 0; query < rankings.queries().size(); query++) {
            Result<Ranking> result = rankings.queries().get(query);
            if (result.ok()) {
                for (Ranking.Candidate candidate : result.value().candidates()) {
                    scores.get(candidate.index()).set(query, candidate.score());
                }
            }
        }
        return IntStream.range(0, count)
                .mapToObj(i -> outcome(rankings, i, scores.get(i)))
                .toList();
    }

    private static Outcome<Scored> outcome(Rankings rankings, int index, List<Float> scores) {
        Failure failure = rankings.failedCandidates().get(index);
        return failure == null
                ? new Outcome<>(
                        new Scored(scores, rankings.queries()),
                        null,
                        rankings.truncatedCandidates().contains(index))
                : Outcome.failed(failure);
    }

    /** Takes a candidate's outcome; in the order of candidates. */
    void add(Source candidate, Outcome<Scored> outcome) {
        candidates.add(candidate);
        outcomes.add(outcome);
        if (outcome.value() == null) {
            return;
        }
        for (int i = 0; i < sent.size(); i++) {
            Result<Ranking> query = outcome.value().queries().get(i);
            if (query.failure().isPresent()) {
                failures.set(sent.get(i), query.failure().get());
            }
            truncated[sent.get(i)] |= query.truncated();
        }
    }

    /** What the query at a position gets. */
    OfQuery of(int query) {
        Failure failure = failures.get(query);
        if (failure != null) {
            return new OfQuery(List.of(), failure);
        }
        List<Placed> placed = new ArrayList<>();
        List<Placed> failed = new ArrayList<>();
        int position = sent.indexOf(query);
        for (int i = 0; i < candidates.size(); i++) {
            Outcome<Scored> outcome = outcomes.get(i);
            if (outcome.value() == null) {
                failed.add(new Placed(candidates.get(i), 0, 0, outcome.failure()));
            } else if (!Float.isNaN(outcome.value().bySent().get(position))) {
                placed.add(
                        new Placed(candidates.get(i), outcome.value().bySent().get(position), 0, null));
            }
        }
        // A stable sort: equal scores stay in the order of candidates.
        placed.sort(Comparator.comparing(Placed::score, Comparator.reverseOrder()));
        List<Placed> best = topK > 0 && topK < placed.size() ? placed.subList(0, topK) : placed;
        List<Placed> all = new ArrayList<>();
        best.forEach(one -> all.add(new Placed(one.input(), one.score(), all.size() + 1, null)));
        all.addAll(failed);
        return new OfQuery(all, null);
    }

    /** Whether the query at a position was cut to fit the model. */
    boolean cut(int query) {
        return truncated[query];
    }

    /** The candidates that were cut to fit the model. */
    List<Source> cutCandidates() {
        return IntStream.range(0, candidates.size())
                .filter(i -> outcomes.get(i).truncated())
                .mapToObj(candidates::get)
                .toList();
    }

    boolean anyFailed() {
        return failures.stream().anyMatch(failure -> failure != null)
                || outcomes.stream().anyMatch(outcome -> outcome.failure() != null);
    }
}

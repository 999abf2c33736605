package dev.triptych.runtime.serving;

import java.util.List;

/**
 * The end of a rank call.
 *
 * @param queries one outcome for each query, in order: candidates by falling cosine
 * @param candidates one outcome for each candidate, in order: whether it could be embedded
 */
public record Ranking(List<Outcome<List<Ranked>>> queries, List<Outcome<Boolean>> candidates) {
    public Ranking {
        queries = List.copyOf(queries);
        candidates = List.copyOf(candidates);
    }

    /**
     * A candidate's place.
     *
     * @param candidate its index in the query's list, from 0
     * @param score the cosine with the query, -1 to 1
     * @param rank its place, from 1
     */
    public record Ranked(int candidate, double score, int rank) {}
}

package dev.triptych.client;

import java.util.List;

/**
 * The candidates in the order of one query.
 *
 * @param candidates highest score first, equal scores in the order of the call
 */
public record Ranking(List<Candidate> candidates) {
    /**
     * A candidate's place.
     *
     * @param index its position among the candidates of the call, from 0
     * @param score likeness to the query: cosine, -1 to 1, higher is more alike
     * @param rank place in the ranking, from 1
     */
    public record Candidate(int index, float score, int rank) {}

    public Ranking {
        candidates = List.copyOf(candidates);
    }
}

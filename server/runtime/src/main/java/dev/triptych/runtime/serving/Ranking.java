package dev.triptych.runtime.serving;

import java.util.List;

/**
 * The end of a rank call.
 *
 * @param queries one outcome for each query, in order
 * @param candidates one outcome for each candidate, in order: a failed one stands in no query's order
 */
public record Ranking(List<Outcome<Order>> queries, List<Outcome<Candidate>> candidates) {
    public Ranking {
        queries = List.copyOf(queries);
        candidates = List.copyOf(candidates);
    }

    /**
     * The candidates for one query.
     *
     * @param ranked by falling cosine, equal ones in the order of the query's list
     * @param truncated whether the query was cut to the model's limit
     */
    public record Order(List<Ranked> ranked, boolean truncated) {
        public Order {
            ranked = List.copyOf(ranked);
        }
    }

    /**
     * A candidate that could be embedded.
     *
     * @param truncated whether it was cut to the model's limit
     */
    public record Candidate(boolean truncated) {}

    /**
     * A candidate's place.
     *
     * @param candidate its index in the query's list, from 0
     * @param score the cosine with the query, -1 to 1
     * @param rank its place, from 1
     */
    public record Ranked(int candidate, double score, int rank) {}
}

package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import java.util.List;

/**
 * Candidates to order by their likeness to each query.
 *
 * @param model which model
 * @param queries the queries
 * @param candidates the candidates
 * @param topK how many candidates to answer for each query, best first; 0 for all
 * @param truncate whether texts above the model's limit are cut; otherwise they fail
 */
public record RankQuery(ModelRef model, List<Content> queries, List<Content> candidates, int topK, boolean truncate) {
    public RankQuery {
        queries = List.copyOf(queries);
        candidates = List.copyOf(candidates);
    }
}

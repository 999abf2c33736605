package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Candidates to order by their likeness to each query.
 *
 * @param model which model
 * @param queries the queries
 * @param candidates the candidates
 * @param options how
 */
public record RankQuery(ModelRef model, List<Sought> queries, List<Content> candidates, Options options) {
    public RankQuery {
        queries = List.copyOf(queries);
        candidates = List.copyOf(candidates);
    }

    /** Plain queries under the model's standard prompt. */
    public static RankQuery of(
            ModelRef model, List<Content> queries, List<Content> candidates, int topK, boolean truncate) {
        return new RankQuery(
                model, queries.stream().map(Sought::of).toList(), candidates, new Options(topK, truncate, null, null));
    }

    /**
     * What is looked for: the sum of weight times normalised vector over the terms, normalised.
     *
     * @param terms at least one
     */
    public record Sought(List<Term> terms) {
        public Sought {
            terms = List.copyOf(terms);
        }

        /** One content by itself. */
        public static Sought of(Content content) {
            return new Sought(List.of(new Term(content, 1)));
        }
    }

    /**
     * A content of a query.
     *
     * @param weight how much it counts; below 0 to move away from it
     */
    public record Term(Content content, double weight) {}

    /**
     * How to rank.
     *
     * @param topK how many candidates to answer for each query, best first; 0 for all
     * @param truncate whether texts above the model's limit are cut; otherwise they fail
     * @param queryPrompt the name of the words before texts of queries; null for the model's standard, empty for none
     * @param candidatePrompt the same for candidates
     */
    public record Options(
            int topK,
            boolean truncate,
            @Nullable String queryPrompt,
            @Nullable String candidatePrompt) {
        public Options {
            FieldRules.topK(topK);
        }
    }
}

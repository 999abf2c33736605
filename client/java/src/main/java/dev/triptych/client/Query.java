package dev.triptych.client;

import dev.triptych.v1.RankQuery;
import dev.triptych.v1.RankTerm;
import java.util.ArrayList;
import java.util.List;

/**
 * What to look for: one input, or a weighted list of them, such as this picture, minus {@code day}, plus {@code night}.
 * Immutable.
 *
 * <p>The query's vector is the sum of weight times normalised vector over the terms, normalised.
 */
public final class Query {
    private final List<Term> terms;

    private Query(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /**
     * A part of a query.
     *
     * @param weight how much it counts, -100 to 100; below 0 to move away from it
     */
    public record Term(Input input, float weight) {}

    /** One input by itself. */
    public static Query of(Input input) {
        return new Query(List.of(new Term(input, 1)));
    }

    /** A weighted list: 1 to 16 terms. */
    public static Query of(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a query needs at least one term");
        }
        return new Query(terms);
    }

    /** This query with a term more. */
    public Query plus(Input input) {
        return with(input, 1);
    }

    /** This query moved away from an input. */
    public Query minus(Input input) {
        return with(input, -1);
    }

    /** This query with a weighted term more. */
    public Query with(Input input, float weight) {
        List<Term> more = new ArrayList<>(terms);
        more.add(new Term(input, weight));
        return new Query(more);
    }

    /** Its terms. */
    public List<Term> terms() {
        return terms;
    }

    RankQuery wire() {
        RankQuery.Builder query = RankQuery.newBuilder();
        if (terms.size() == 1 && terms.get(0).weight() == 1) {
            return query.setContent(terms.get(0).input().content()).build();
        }
        terms.forEach(term -> query.addTerms(
                RankTerm.newBuilder().setContent(term.input().content()).setWeight(term.weight())));
        return query.build();
    }
}

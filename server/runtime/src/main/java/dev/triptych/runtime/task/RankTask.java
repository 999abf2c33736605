package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.RankQuery.Sought;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Ranking.Candidate;
import dev.triptych.runtime.serving.Ranking.Order;
import dev.triptych.runtime.serving.Ranking.Ranked;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Orders candidates for each query by the cosine of their vectors; a candidate that fails is left out. */
final class RankTask {
    private final Comparison comparison;

    RankTask(Comparison comparison) {
        this.comparison = comparison;
    }

    CompletionStage<Ranking> run(Request request, Lease lease, RankQuery query) {
        Embedder embedder = EmbedTask.embedder(lease);
        RankQuery.Options options = query.options();
        String before = Texts.prefix(embedder, options.queryPrompt(), "options.query_prompt");
        String beforeCandidates = Texts.prefix(embedder, options.candidatePrompt(), "options.candidate_prompt");
        List<Content> terms = query.queries().stream()
                .flatMap(sought -> sought.terms().stream())
                .map(RankQuery.Term::content)
                .toList();
        return comparison.run(
                request,
                lease,
                embedder,
                TaskKind.RANK,
                Texts.prefixed(terms, before, options.truncate()),
                Texts.prefixed(query.candidates(), beforeCandidates, options.truncate()),
                (embedded, candidates) -> rank(blends(query.queries(), embedded), candidates, options.topK()));
    }

    private static List<Outcome<Blend>> blends(List<Sought> queries, List<Outcome<Embedding>> terms) {
        List<Outcome<Blend>> blends = new ArrayList<>(queries.size());
        int from = 0;
        for (Sought query : queries) {
            int to = from + query.terms().size();
            blends.add(Blend.of(query, terms.subList(from, to)));
            from = to;
        }
        return blends;
    }

    private static Ranking rank(List<Outcome<Blend>> queries, List<Outcome<Embedding>> candidates, int topK) {
        List<float @Nullable []> vectors = new ArrayList<>(candidates.size());
        List<Outcome<Candidate>> fates = new ArrayList<>(candidates.size());
        for (Outcome<Embedding> candidate : candidates) {
            if (candidate instanceof Outcome.Done<Embedding> done) {
                vectors.add(Embeddings.read(done.value()));
                fates.add(new Outcome.Done<>(new Candidate(done.value().truncated())));
            } else if (candidate instanceof Outcome.Failed<Embedding> failed) {
                vectors.add(null);
                fates.add(new Outcome.Failed<>(failed.error()));
            }
        }
        List<Outcome<Order>> orders = new ArrayList<>(queries.size());
        for (Outcome<Blend> query : queries) {
            if (query instanceof Outcome.Done<Blend> done) {
                List<Ranked> ranked = order(done.value().vector(), vectors, topK);
                orders.add(new Outcome.Done<>(new Order(ranked, done.value().truncated())));
            } else if (query instanceof Outcome.Failed<Blend> failed) {
                orders.add(new Outcome.Failed<>(failed.error()));
            }
        }
        return new Ranking(orders, fates);
    }

    private static List<Ranked> order(float[] query, List<float @Nullable []> candidates, int topK) {
        List<Ranked> scored = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            float[] candidate = candidates.get(i);
            if (candidate != null) {
                scored.add(new Ranked(i, Vectors.dot(query, candidate), 0));
            }
        }
        scored.sort(Comparator.comparingDouble(Ranked::score).reversed());
        int count = topK > 0 ? Math.min(topK, scored.size()) : scored.size();
        List<Ranked> ordered = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ordered.add(new Ranked(scored.get(i).candidate(), scored.get(i).score(), i + 1));
        }
        return ordered;
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Ranking.Candidate;
import dev.triptych.runtime.serving.Ranking.Order;
import dev.triptych.runtime.serving.Ranking.Ranked;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.task.Comparison.Side;
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
        Embedder embedder = EmbedTask.embedder(lease, "");
        return comparison.run(
                request,
                lease,
                embedder,
                TaskKind.RANK,
                new Side(query.queries(), query.truncate()),
                new Side(query.candidates(), query.truncate()),
                (queries, candidates) -> rank(queries, candidates, query.topK()));
    }

    private static Ranking rank(List<Outcome<Embedding>> queries, List<Outcome<Embedding>> candidates, int topK) {
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
        for (Outcome<Embedding> query : queries) {
            if (query instanceof Outcome.Done<Embedding> done) {
                List<Ranked> ranked = order(Embeddings.read(done.value()), vectors, topK);
                orders.add(new Outcome.Done<>(new Order(ranked, done.value().truncated())));
            } else if (query instanceof Outcome.Failed<Embedding> failed) {
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

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.ZeroShot;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Zero-shot classification: each label in each template is embedded once, a label's vector is the normalised mean over its
 * templates, and an item's logits are {@code (scale * cosine + bias) / temperature}.
 */
final class ZeroShotTask {
    private final KnownLabels labels;
    private final EmbedTask embed;
    private final PostWork post;

    ZeroShotTask(KnownLabels labels, EmbedTask embed, PostWork post) {
        this.labels = labels;
        this.embed = embed;
        this.post = post;
    }

    /** Labels first, then items: a call never holds room for one while it waits for the other. */
    CompletionStage<Classifications> run(Request request, Lease lease, ClassifyQuery query, ZeroShot rule) {
        Chosen chosen = Chosen.of(query, lease, rule.labels());
        Sentences sentences = Sentences.of(query, rule, chosen);
        Scores scores = Scores.of(rule.activation(), query, chosen.labels().size());
        List<Content> items = Texts.marked(query.items(), query.truncate());
        return labels.vectors(request, lease, rule.embedder(), sentences)
                .thenCompose(vectors -> post.after(
                        request,
                        lease,
                        embed.run(request, lease, rule.embedder(), TaskKind.CLASSIFY, items, EmbedTask.Finish.UNIT),
                        Embedding::close,
                        embedded -> new Classifications(
                                embedded.stream()
                                        .map(item -> scored(item, vectors, rule, chosen, scores))
                                        .toList(),
                                chosen.own() ? List.of() : vectors.truncated())));
    }

    private static Outcome<Classification> scored(
            Outcome<Embedding> item, LabelVectors vectors, ZeroShot rule, Chosen chosen, Scores scores) {
        if (item instanceof Outcome.Failed<Embedding> failed) {
            return new Outcome.Failed<>(failed.error());
        }
        Embedding embedding = ((Outcome.Done<Embedding>) item).value();
        double[] logits = vectors.dots(Embeddings.read(embedding));
        for (int i = 0; i < logits.length; i++) {
            logits[i] = rule.logitScale() * logits[i] + rule.logitBias();
        }
        return new Outcome.Done<>(
                new Classification(scores.chosen(chosen.labels(), logits, null), embedding.truncated()));
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.task.LabelCache.Found;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.ZeroShot;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Zero-shot classification: each label in each template is embedded once, a label's vector is the normalised mean over its
 * templates, and an item's logits are {@code (scale * cosine + bias) / temperature}. Label vectors are kept for later calls.
 */
final class ZeroShotTask {
    /** Characters of all labels in all templates: each is written out before the model's own limit meets it. */
    private static final long MAX_PROMPT_CHARS = 1 << 23;

    // A call that meets these has embedded no labels for others, and says nothing of the labels.
    private static final Set<Reason> OF_ONE_CALL = EnumSet.of(
            Reason.CALL_CANCELLED,
            Reason.DEADLINE_EXCEEDED,
            Reason.QUEUE_FULL,
            Reason.MEMORY_SHORT,
            Reason.ITEM_TOO_LARGE);

    private final Comparison comparison;
    private final Passage passage;
    private final LabelCache cache;
    private final int maxPrompts;

    /** @param maxPrompts the most texts, labels times templates, of one call */
    ZeroShotTask(Comparison comparison, Passage passage, LabelCache cache, int maxPrompts) {
        this.comparison = comparison;
        this.passage = passage;
        this.cache = cache;
        this.maxPrompts = maxPrompts;
    }

    /** All that one call works with. */
    private record Job(
            Request request,
            Lease lease,
            ZeroShot rule,
            Chosen chosen,
            List<String> templates,
            boolean cutLabels,
            List<Content> items,
            Scores scores) {
        Classifications scored(List<Outcome<Embedding>> embedded, LabelVectors vectors) {
            return new Classifications(
                    embedded.stream().map(item -> scored(item, vectors)).toList(),
                    chosen.own() ? List.of() : vectors.truncated());
        }

        private Outcome<Classification> scored(Outcome<Embedding> item, LabelVectors vectors) {
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

    CompletionStage<Classifications> run(Request request, Lease lease, ClassifyQuery query, ZeroShot rule) {
        Chosen chosen = Chosen.of(query, lease, rule.labels());
        List<String> templates = templates(query, rule, chosen);
        // What is all the model's own, no caller can shorten.
        boolean cut = query.truncate() || (chosen.own() && query.templates().isEmpty());
        return run(new Job(
                request,
                lease,
                rule,
                chosen,
                templates,
                cut,
                Texts.marked(query.items(), query.truncate()),
                Scores.of(rule.activation(), query.scoring())));
    }

    private CompletionStage<Classifications> run(Job job) {
        LabelCache.Key key = new LabelCache.Key(
                job.lease().identity(), job.templates(), job.chosen().labels(), job.cutLabels());
        Found found = cache.find(key, job.lease().model());
        if (found instanceof Found.Ready ready) {
            return known(job, ready.vectors());
        }
        if (found instanceof Found.Awaited awaited) {
            return passage.whileLive(job.request(), awaited.vectors())
                    .handle((vectors, error) -> error == null ? known(job, vectors) : again(job, error))
                    .thenCompose(Function.identity());
        }
        return compute(job, ((Found.Mine) found).flight());
    }

    private CompletionStage<Classifications> known(Job job, LabelVectors vectors) {
        return comparison.run(
                job.request(),
                job.lease(),
                job.rule().embedder(),
                TaskKind.CLASSIFY,
                List.of(),
                job.items(),
                (none, items) -> job.scored(items, vectors));
    }

    // The other call came to its own end; this one is still there, and may have to do the work itself.
    private CompletionStage<Classifications> again(Job job, Throwable error) {
        TaskException reason = Gather.reasoned(error);
        return OF_ONE_CALL.contains(reason.reason()) ? run(job) : CompletableFuture.failedStage(reason);
    }

    private CompletionStage<Classifications> compute(Job job, LabelCache.Flight flight) {
        CompletionStage<Classifications> result;
        try {
            result = comparison.run(
                    job.request(),
                    job.lease(),
                    job.rule().embedder(),
                    TaskKind.CLASSIFY,
                    prompts(job),
                    job.items(),
                    (prompts, items) -> {
                        LabelVectors vectors =
                                LabelDirections.of(prompts, job.templates().size(), text -> path(job, text));
                        flight.land(vectors);
                        return job.scored(items, vectors);
                    });
        } catch (RuntimeException e) {
            flight.fail(e);
            throw e;
        }
        return result.whenComplete((done, error) -> {
            if (error != null) {
                flight.fail(error);
            }
        });
    }

    private static List<Content> prompts(Job job) {
        return job.chosen().labels().stream()
                .flatMap(label -> job.templates().stream()
                        .<Content>map(template -> new Content.Text(template.replace("{}", label), job.cutLabels())))
                .toList();
    }

    private static String path(Job job, int text) {
        int count = job.templates().size();
        return job.chosen().own()
                ? "templates[" + text % count + "]"
                : job.chosen().path().apply(text / count);
    }

    private List<String> templates(ClassifyQuery query, ZeroShot rule, Chosen chosen) {
        List<String> templates = query.templates().isEmpty() ? rule.templates() : query.templates();
        for (int i = 0; i < templates.size(); i++) {
            if (!templates.get(i).contains("{}")) {
                throw TaskException.of(
                                Reason.FIELD_INVALID,
                                "template " + Quoted.text(templates.get(i)) + " has no {} for the label")
                        .at("templates[" + i + "]");
            }
        }
        long prompts = (long) templates.size() * chosen.labels().size();
        if (prompts > maxPrompts) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            prompts + " texts of labels times templates, at most " + maxPrompts + " in a call")
                    .at("labels")
                    .with("limit", String.valueOf(maxPrompts));
        }
        checkLength(templates, chosen.labels());
        return templates;
    }

    // In whole numbers, before anything is written out: a template may hold its label a million times.
    private static void checkLength(List<String> templates, List<String> labels) {
        long ofLabels = labels.stream().mapToLong(String::length).sum();
        long characters = 0;
        for (String template : templates) {
            long places = places(template);
            characters += labels.size() * (template.length() - 2 * places) + places * ofLabels;
        }
        if (characters > MAX_PROMPT_CHARS) {
            throw TaskException.of(
                            Reason.TEXT_TOO_LONG,
                            "labels: " + characters + " characters in all, written into the templates, limit "
                                    + MAX_PROMPT_CHARS + "; shorten labels or templates")
                    .at("labels")
                    .with("limit", String.valueOf(MAX_PROMPT_CHARS));
        }
    }

    private static long places(String template) {
        long places = 0;
        for (int at = template.indexOf("{}"); at >= 0; at = template.indexOf("{}", at + 2)) {
            places++;
        }
        return places;
    }
}

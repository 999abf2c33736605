package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.task.Comparison.Side;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.ZeroShot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Zero-shot classification: each label in each template is embedded once for the call, a label's vector is the normalised
 * mean over its templates, and an item's logits are {@code scale * cosine + bias}.
 */
final class ClassifyTask {
    private final Comparison comparison;
    private final int maxPrompts;

    /** @param maxPrompts the most texts, labels times templates, of one call */
    ClassifyTask(Comparison comparison, int maxPrompts) {
        this.comparison = comparison;
        this.maxPrompts = maxPrompts;
    }

    CompletionStage<Classifications> run(Request request, Lease lease, ClassifyQuery query) {
        ZeroShot rule = lease.all(ZeroShot.class).stream()
                .findFirst()
                .orElseThrow(() -> TaskException.of(
                        Reason.TASK_UNSUPPORTED, "model " + Quoted.text(lease.model()) + " does not classify"));
        List<String> labels = labels(query, rule);
        List<String> templates = templates(query, rule);
        // What is all the model's own, no caller can shorten.
        boolean cut = query.truncate()
                || (query.labels().isEmpty() && query.templates().isEmpty());
        return comparison.run(
                request,
                lease,
                rule.embedder(),
                TaskKind.CLASSIFY,
                new Side(prompts(labels, templates), cut),
                new Side(query.items(), query.truncate()),
                (prompts, items) -> new Classifications(
                        score(items, directions(prompts, templates.size(), query), labels, rule, query),
                        query.labels().isEmpty() ? List.of() : truncated(prompts, templates.size())));
    }

    private static List<String> labels(ClassifyQuery query, ZeroShot rule) {
        List<String> labels = query.labels().isEmpty() ? rule.labels() : query.labels();
        if (labels.isEmpty()) {
            throw TaskException.of(Reason.FIELD_MISSING, "no labels given, and the model has none of its own")
                    .at("labels");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).isBlank()) {
                throw TaskException.of(Reason.FIELD_INVALID, "a label is blank").at("labels[" + i + "]");
            }
            if (!seen.add(labels.get(i))) {
                throw TaskException.of(Reason.FIELD_INVALID, "label " + Quoted.text(labels.get(i)) + " is given twice")
                        .at("labels[" + i + "]");
            }
        }
        return labels;
    }

    private List<String> templates(ClassifyQuery query, ZeroShot rule) {
        List<String> templates = query.templates().isEmpty() ? rule.templates() : query.templates();
        for (int i = 0; i < templates.size(); i++) {
            if (!templates.get(i).contains("{}")) {
                throw TaskException.of(
                                Reason.FIELD_INVALID,
                                "template " + Quoted.text(templates.get(i)) + " has no {} for the label")
                        .at("templates[" + i + "]");
            }
        }
        long prompts = (long) templates.size() * (query.labels().isEmpty() ? rule.labels() : query.labels()).size();
        if (prompts > maxPrompts) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            prompts + " texts of labels times templates, at most " + maxPrompts + " in a call")
                    .at("labels");
        }
        return templates;
    }

    private static List<Content> prompts(List<String> labels, List<String> templates) {
        List<Content> prompts = new ArrayList<>(labels.size() * templates.size());
        for (String label : labels) {
            for (String template : templates) {
                prompts.add(new Content.Text(template.replace("{}", label)));
            }
        }
        return prompts;
    }

    private static float[][] directions(List<Outcome<Embedding>> prompts, int templates, ClassifyQuery query) {
        float[][] all = Embeddings.read(
                prompts,
                index -> query.labels().isEmpty()
                        ? "templates[" + index % templates + "]"
                        : "labels[" + index / templates + "]");
        float[][] directions = new float[all.length / templates][];
        for (int i = 0; i < directions.length; i++) {
            float[][] own = Arrays.copyOfRange(all, i * templates, (i + 1) * templates);
            directions[i] = templates == 1 ? own[0] : Vectors.meanDirection(own);
        }
        return directions;
    }

    private static List<Integer> truncated(List<Outcome<Embedding>> prompts, int templates) {
        List<Integer> truncated = new ArrayList<>();
        for (int label = 0; label < prompts.size() / templates; label++) {
            boolean cut = prompts.subList(label * templates, (label + 1) * templates).stream()
                    .anyMatch(prompt -> prompt instanceof Outcome.Done<Embedding> done
                            && done.value().truncated());
            if (cut) {
                truncated.add(label);
            }
        }
        return truncated;
    }

    private static List<Outcome<Classification>> score(
            List<Outcome<Embedding>> items,
            float[][] labelVectors,
            List<String> labels,
            ZeroShot rule,
            ClassifyQuery query) {
        List<Outcome<Classification>> scored = new ArrayList<>(items.size());
        for (Outcome<Embedding> item : items) {
            if (item instanceof Outcome.Done<Embedding> done) {
                scored.add(new Outcome.Done<>(score(done.value(), labelVectors, labels, rule, query)));
            } else if (item instanceof Outcome.Failed<Embedding> failed) {
                scored.add(new Outcome.Failed<>(failed.error()));
            }
        }
        return scored;
    }

    private static Classification score(
            Embedding item, float[][] labelVectors, List<String> labels, ZeroShot rule, ClassifyQuery query) {
        float[] vector = Embeddings.read(item);
        double[] logits = new double[labelVectors.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = rule.logitScale() * Vectors.dot(vector, labelVectors[i]) + rule.logitBias();
        }
        return new Classification(
                Scores.of(labels, logits, rule.activation(), query.topK(), query.threshold()), item.truncated());
    }
}

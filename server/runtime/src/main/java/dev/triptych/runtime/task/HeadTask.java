package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Logits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Classification by a trained head. Scores are over all of its classes, whichever are asked for: a softmax over some of
 * them would be another model's.
 */
final class HeadTask {
    private final Batch batch;
    private final PostWork post;

    HeadTask(Batch batch, PostWork post) {
        this.batch = batch;
        this.post = post;
    }

    CompletionStage<Classifications> run(Request request, Lease lease, ClassifyQuery query, Classifier head) {
        if (!query.templates().isEmpty()) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            "templates: model " + Quoted.text(lease.model())
                                    + " has trained classes, which are no texts; send no templates")
                    .at("templates");
        }
        List<String> classes = head.labels();
        Chosen chosen = Chosen.of(query, lease, classes);
        int @Nullable [] places = places(chosen, classes);
        Scores scores = Scores.of(head.activation(), query, chosen.labels().size());
        List<Content> items = Texts.marked(query.items(), query.truncate());
        List<CompletionStage<Logits>> results =
                batch.run(request, lease, TaskKind.CLASSIFY, head, head.modalities(), items, item -> item);
        List<CompletionStage<Logits>> checked = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            boolean whole = Texts.whole(items.get(i));
            checked.add(results.get(i).thenApply(done -> checked(done, lease, whole, classes.size())));
        }
        return post.after(
                request,
                lease,
                Gather.all(checked),
                Logits::close,
                all -> new Classifications(
                        all.stream()
                                .map(item -> scored(item, classes, scores, places))
                                .toList(),
                        List.of()));
    }

    // The place to answer for each class; null for its own.
    private static int @Nullable [] places(Chosen chosen, List<String> classes) {
        if (chosen.own()) {
            return null;
        }
        Map<String, Integer> known = new HashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            known.putIfAbsent(classes.get(i), i);
        }
        int[] places = new int[classes.size()];
        Arrays.fill(places, -1);
        for (int i = 0; i < chosen.labels().size(); i++) {
            String label = chosen.labels().get(i);
            Integer index = known.get(label);
            if (index == null) {
                String field = chosen.path().apply(i);
                throw TaskException.of(
                                Reason.FIELD_INVALID,
                                field + ": " + Quoted.text(label) + " is none of the model's " + classes.size()
                                        + " classes; list its labels")
                        .at(field);
            }
            places[index] = i;
        }
        return places;
    }

    private static Logits checked(Logits logits, Lease lease, boolean whole, int classes) {
        if (logits.truncated() && whole) {
            logits.close();
            throw Texts.tooLong(lease);
        }
        int got = logits.values().host().remaining() / Float.BYTES;
        if (got != classes) {
            logits.close();
            throw TaskException.of(
                    Reason.PLUGIN_FAILURE, "the model answered " + got + " logits for its " + classes + " classes");
        }
        return logits;
    }

    private static Outcome<Classification> scored(
            Outcome<Logits> item, List<String> classes, Scores scores, int @Nullable [] places) {
        if (item instanceof Outcome.Failed<Logits> failed) {
            return new Outcome.Failed<>(failed.error());
        }
        Logits logits = ((Outcome.Done<Logits>) item).value();
        float[] values = Vectors.read(logits.values().host());
        double[] raw = new double[values.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = values[i];
        }
        return new Outcome.Done<>(new Classification(scores.chosen(classes, raw, places), logits.truncated()));
    }
}

package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.FeaturesQuery;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.FeatureQuery;
import dev.triptych.spi.model.Features;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Extracts features of items through a lent model. */
final class FeaturesTask {
    private final Batch batch;

    FeaturesTask(Batch batch) {
        this.batch = batch;
    }

    CompletionStage<List<Outcome<Features>>> run(Request request, Lease lease, FeaturesQuery query) {
        FeatureExtractor extractor = lease.all(FeatureExtractor.class).stream()
                .findFirst()
                .orElseThrow(() -> TaskException.of(
                        Reason.TASK_UNSUPPORTED, "model " + Quoted.text(lease.model()) + " gives out no features"));
        Set<Modality> modalities = modalities(query.names(), extractor);
        Set<String> names = Set.copyOf(query.names());
        List<Content> items = Texts.marked(query.items(), query.truncate());
        List<CompletionStage<Features>> results = batch.run(
                request,
                lease,
                TaskKind.FEATURES,
                extractor,
                modalities,
                items,
                content -> new FeatureQuery(content, names));
        List<CompletionStage<Features>> checked = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            boolean whole = Texts.whole(items.get(i));
            checked.add(results.get(i).thenApply(done -> checked(done, lease, whole, query.names())));
        }
        return Gather.all(checked);
    }

    // The modalities that have all wanted features.
    private static Set<Modality> modalities(List<String> names, FeatureExtractor extractor) {
        if (names.isEmpty()) {
            throw TaskException.of(Reason.FIELD_MISSING, "features is empty; name at least one")
                    .at("features");
        }
        List<Feature> offered = extractor.features();
        Set<Modality> common = EnumSet.allOf(Modality.class);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String field = "features[" + i + "]";
            Feature feature = offered.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> TaskException.of(
                                    Reason.FIELD_INVALID,
                                    field + ": no feature " + Quoted.text(name) + "; the model has "
                                            + offered.stream()
                                                    .map(Feature::name)
                                                    .toList())
                            .at(field));
            if (!seen.add(name)) {
                throw TaskException.of(Reason.FIELD_INVALID, field + ": " + Quoted.text(name) + " is given twice")
                        .at(field);
            }
            common.retainAll(feature.modalities());
        }
        if (common.isEmpty()) {
            throw TaskException.of(Reason.FIELD_INVALID, "features: no modality has all of " + names)
                    .at("features");
        }
        return common;
    }

    private static Features checked(Features features, Lease lease, boolean whole, List<String> names) {
        if (features.truncated() && whole) {
            features.close();
            throw Texts.tooLong(lease);
        }
        for (String name : names) {
            if (!features.values().has(name)) {
                features.close();
                throw TaskException.of(
                        Reason.PLUGIN_FAILURE, "the model's plugin left the feature " + Quoted.text(name) + " out");
            }
        }
        return features;
    }
}

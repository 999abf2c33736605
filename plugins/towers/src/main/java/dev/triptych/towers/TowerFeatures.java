package dev.triptych.towers;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.FeatureQuery;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.model.Plan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Gives out the features of a model's towers, whatever their graphs have. Thread-safe. */
public final class TowerFeatures implements FeatureExtractor {
    private final Optional<ImageTower> image;
    private final Optional<TextTower> text;
    private final List<Feature> features;

    private TowerFeatures(Optional<ImageTower> image, Optional<TextTower> text, List<Feature> features) {
        this.image = image;
        this.text = text;
        this.features = features;
    }

    /** The features of these towers; empty when their graphs give out none. */
    public static Optional<FeatureExtractor> of(Optional<ImageTower> image, Optional<TextTower> text) {
        Map<String, Feature> byName = new LinkedHashMap<>();
        text.ifPresent(tower -> tower.features().forEach(one -> byName.merge(one.name(), one, TowerFeatures::both)));
        image.ifPresent(tower -> tower.features().forEach(one -> byName.merge(one.name(), one, TowerFeatures::both)));
        List<Feature> features = List.copyOf(byName.values());
        return features.isEmpty() ? Optional.empty() : Optional.of(new TowerFeatures(image, text, features));
    }

    // Two towers may have vectors of two lengths; which one depends on the item then.
    private static Feature both(Feature one, Feature other) {
        List<Long> dims = new ArrayList<>(one.dims());
        for (int axis = 0; axis < dims.size(); axis++) {
            if (!dims.get(axis).equals(other.dims().get(axis))) {
                dims.set(axis, Feature.VARIES);
            }
        }
        Set<Modality> modalities = EnumSet.copyOf(one.modalities());
        modalities.addAll(other.modalities());
        return new Feature(one.name(), modalities, one.type(), dims, one.meaning());
    }

    @Override
    public List<Feature> features() {
        return features;
    }

    @Override
    public Plan plan(FeatureQuery query) {
        if (query.content() instanceof Content.Image content && image.isPresent()) {
            return image.get().plan(content, query.names());
        }
        if (query.content() instanceof Content.Text content && text.isPresent()) {
            return text.get().plan(content, query.names());
        }
        throw unsupported(query.content());
    }

    @Override
    public CompletionStage<Features> run(Call call, FeatureQuery query) {
        if (query.content() instanceof Content.Image content && image.isPresent()) {
            return image.get().features(call, content, query.names());
        }
        if (query.content() instanceof Content.Text content && text.isPresent()) {
            return text.get().features(call, content, query.names());
        }
        throw unsupported(query.content());
    }

    private TaskException unsupported(Content item) {
        return TaskException.of(
                Reason.MODALITY_UNSUPPORTED,
                "this model gives out features of " + modalities() + ", got " + item.modality());
    }
}

package dev.triptych.plugin.classifier;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import java.util.List;
import java.util.Optional;

/**
 * A loaded classifier.
 *
 * @param features what stands before the head; empty when the graph does not give it out
 * @param end frees what the tower holds
 */
record ClassifierModel(ModelInfo info, HeadClassifier<?> classifier, Optional<FeatureExtractor> features, Runnable end)
        implements Model {
    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        if (kind == FeatureExtractor.class) {
            return features.map(kind::cast).stream().toList();
        }
        return kind == Classifier.class ? List.of(kind.cast(classifier)) : List.of();
    }

    @Override
    public void close() {
        end.run();
    }
}

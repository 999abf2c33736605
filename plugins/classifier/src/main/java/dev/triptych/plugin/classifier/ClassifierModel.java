package dev.triptych.plugin.classifier;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import java.util.List;

/**
 * A loaded classifier.
 *
 * @param end frees what the tower holds
 */
record ClassifierModel(ModelInfo info, HeadClassifier<?> classifier, Runnable end) implements Model {
    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        return kind == Classifier.class ? List.of(kind.cast(classifier)) : List.of();
    }

    @Override
    public void close() {
        end.run();
    }
}

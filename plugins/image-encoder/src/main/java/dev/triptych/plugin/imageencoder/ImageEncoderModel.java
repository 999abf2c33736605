package dev.triptych.plugin.imageencoder;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.towers.TowerFeatures;
import java.util.List;
import java.util.Optional;

/** A loaded encoder of images, with its graph's features; its tower holds nothing to free. */
record ImageEncoderModel(ModelInfo info, ImageEmbedder embedder) implements Model {
    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        if (kind == FeatureExtractor.class) {
            return TowerFeatures.of(Optional.of(embedder.tower()), Optional.empty()).map(kind::cast).stream()
                    .toList();
        }
        return kind == Embedder.class ? List.of(kind.cast(embedder)) : List.of();
    }

    @Override
    public void close() {}
}

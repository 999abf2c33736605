package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ZeroShot;
import java.util.List;
import java.util.Optional;

/** A loaded dual encoder: an embedder, zero-shot classification when both towers are there, features where graphs have them. */
record DualEncoderModel(
        ModelInfo info,
        DualEncoder embedder,
        Optional<ZeroShot> zeroShot,
        Optional<FeatureExtractor> features,
        Towers towers)
        implements Model {
    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        if (kind == Embedder.class) {
            return List.of(kind.cast(embedder));
        }
        if (kind == FeatureExtractor.class) {
            return features.map(kind::cast).stream().toList();
        }
        return kind == ZeroShot.class ? zeroShot.map(kind::cast).stream().toList() : List.of();
    }

    @Override
    public void close() {
        towers.close();
    }
}

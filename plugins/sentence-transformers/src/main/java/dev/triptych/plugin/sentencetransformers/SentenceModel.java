package dev.triptych.plugin.sentencetransformers;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.towers.TowerFeatures;
import java.util.List;
import java.util.Optional;

/** A loaded sentence encoder, with its graph's features; those know no prompts. */
record SentenceModel(ModelInfo info, SentenceEmbedder embedder) implements Model {
    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        if (kind == FeatureExtractor.class) {
            return TowerFeatures.of(Optional.empty(), Optional.of(embedder.tower())).map(kind::cast).stream()
                    .toList();
        }
        return kind == Embedder.class ? List.of(kind.cast(embedder)) : List.of();
    }

    @Override
    public void close() {
        embedder.tower().close();
    }
}

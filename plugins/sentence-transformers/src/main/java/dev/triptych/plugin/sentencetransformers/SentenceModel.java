package dev.triptych.plugin.sentencetransformers;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import java.util.List;

/** A loaded sentence encoder. */
record SentenceModel(ModelInfo info, SentenceEmbedder embedder) implements Model {
    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        return kind == Embedder.class ? List.of(kind.cast(embedder)) : List.of();
    }

    @Override
    public void close() {
        embedder.tower().close();
    }
}

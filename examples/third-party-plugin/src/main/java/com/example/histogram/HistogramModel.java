package com.example.histogram;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import java.util.List;
import java.util.Map;

/** A loaded folder: an embedder and nothing around it. */
record HistogramModel(HistogramEmbedder embedder) implements Model {
    @Override
    public ModelInfo info() {
        return new ModelInfo(
                "histogram",
                Map.of("bins", String.valueOf(embedder.space().dim())),
                new ModelInfo.Limits(0, embedder.maxPixels()));
    }

    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        return kind == Embedder.class ? List.of(kind.cast(embedder)) : List.of();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}

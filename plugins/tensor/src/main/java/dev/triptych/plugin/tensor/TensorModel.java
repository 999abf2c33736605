package dev.triptych.plugin.tensor;

import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.RawGraph;
import java.util.List;
import java.util.Map;

/** A loaded graph and nothing around it. */
record TensorModel(RawGraph graph, Map<String, String> facts) implements Model {
    @Override
    public ModelInfo info() {
        return new ModelInfo("tensor", facts, ModelInfo.Limits.NONE);
    }

    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        return kind == RawGraph.class ? List.of(kind.cast(graph)) : List.of();
    }

    @Override
    public void close() {
        // The stage is the server's.
    }
}

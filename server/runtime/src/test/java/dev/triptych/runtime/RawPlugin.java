package dev.triptych.runtime;

import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A family without typed tasks: a graph that doubles its input, 8 rows at once; a model named {@code wide} takes 32. */
final class RawPlugin implements ModelPlugin {
    @Override
    public String name() {
        return "raw";
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public Recognition recognise(ModelFolder folder) {
        return folder.has("raw.onnx")
                ? new Recognition.Recognised(1, "raw.onnx is there", List.of())
                : new Recognition.NotMine("no raw.onnx");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        int rows = definition.name().equals("wide") ? 32 : 8;
        Graph graph = context.source("raw.onnx").cut(Set.of("y"));
        Stage stage = context.stage(new StageSpec("model", graph, Residency.HOST, CostRule.UNIT, rows, List.of()));
        RawGraph raw = new RawGraph(stage, rows, graph.inputs(), graph.outputs());
        return new Model() {
            @Override
            public ModelInfo info() {
                return new ModelInfo("raw", Map.of(), ModelInfo.Limits.NONE);
            }

            @Override
            public <T extends Capability> List<T> all(Class<T> kind) {
                return kind == RawGraph.class ? List.of(kind.cast(raw)) : List.of();
            }

            @Override
            public void close() {}
        };
    }
}

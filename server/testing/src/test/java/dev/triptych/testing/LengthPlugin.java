package dev.triptych.testing;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.model.Task;
import dev.triptych.spi.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A plugin for tests: the length of a text, through a graph that gives back what it got. */
public final class LengthPlugin implements ModelPlugin {
    @Override
    public String name() {
        return "length";
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public Recognition recognise(ModelFolder folder) {
        return folder.has("length.txt")
                ? new Recognition.Recognised(100, "it has length.txt", List.of())
                : new Recognition.NotMine("no length.txt");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        if (!definition.folder().text("length.txt").matches("[0-9]+")) {
            throw TaskException.of(Reason.CONFIG_INVALID, "length.txt holds no number");
        }
        Stage stage = context.stage(new StageSpec(
                "length", context.source("length.onnx").cut(Set.of("Y")), Residency.HOST, CostRule.UNIT, 1, List.of()));
        Length length = new Length(stage);
        return new Model() {
            @Override
            public ModelInfo info() {
                return new ModelInfo("length", Map.of(), ModelInfo.Limits.NONE);
            }

            @Override
            public <T extends Capability> List<T> all(Class<T> kind) {
                return kind.isInstance(length) ? List.of(kind.cast(length)) : List.of();
            }

            @Override
            public void close() {
                // Nothing of its own.
            }
        };
    }

    /** The task. */
    record Length(Stage stage) implements Task<Content, Float> {
        @Override
        public Plan plan(Content item) {
            return new Plan(Float.BYTES, 0, List.of(new Plan.Use("length", List.of(), 1, 1)));
        }

        @Override
        public CompletionStage<Float> run(Call call, Content item) {
            if (item.size() == 0) {
                throw TaskException.of(Reason.TEXT_EMPTY, "the text is empty");
            }
            Tensors inputs =
                    Tensors.of("X", TestTensors.floats(call.tensors(), new long[] {1, 1}, (float) item.size()));
            return stage.submit(call, 1, inputs).thenApply(outputs -> {
                try (outputs) {
                    return TestTensors.floats(outputs.get("Y"))[0];
                }
            });
        }
    }
}

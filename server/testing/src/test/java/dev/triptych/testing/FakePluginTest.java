package dev.triptych.testing;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Content.Text;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.List;
import java.util.Map;

/** The contract of plugins, held against a plugin of twenty lines. */
class FakePluginTest extends ModelPluginContractTest {
    @Override
    protected ModelPlugin plugin() {
        return new LengthPlugin();
    }

    @Override
    protected FakeModelFolder fixture() {
        return new FakeModelFolder("lengths").with("length.txt", "3").with("length.onnx", "graph");
    }

    @Override
    protected FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        FakeBackend backend = new FakeBackend().with("length", inputs -> Map.of("Y", inputs.get("X")));
        List<Long> dims = List.of(-1L, 1L);
        return new FakeLoadContext(folder, backend, allocator)
                .with(new FakeGraphSource(
                        "length.onnx",
                        List.of(Port.batched("X", DType.FP32, dims)),
                        List.of(Port.batched("Y", DType.FP32, dims))));
    }

    @Override
    protected List<Probe<?, ?>> probes(Model model) {
        LengthPlugin.Length task = model.all(LengthPlugin.Length.class).get(0);
        return List.of(
                new Probe<Content, Float>("length", task, new Text("abc"), List.of(new Text("")), length -> length));
    }
}

package dev.triptych.plugin.tensor;

import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.ModelPluginContractTest;
import dev.triptych.testing.Probe;
import java.util.List;

/** The contract of plugins on a committed folder of {@code triton/}; a subclass names the folder. */
abstract class TritonContract extends ModelPluginContractTest {
    private final String fixture;

    TritonContract(String fixture) {
        this.fixture = fixture;
    }

    @Override
    protected ModelPlugin plugin() {
        return new TensorPlugin();
    }

    @Override
    protected FakeModelFolder fixture() {
        return FakeModelFolder.of(Fixtures.path("triton/" + fixture));
    }

    @Override
    protected FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        return Engine.context(folder, allocator);
    }

    @Override
    protected List<Probe<?, ?>> probes(Model model) {
        return List.of();
    }
}

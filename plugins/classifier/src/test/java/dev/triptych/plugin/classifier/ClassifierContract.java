package dev.triptych.plugin.classifier;

import dev.triptych.parity.Engine;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Logits;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.ModelPluginContractTest;
import dev.triptych.testing.Probe;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The contract of plugins on a committed classifier; a subclass names it. */
abstract class ClassifierContract extends ModelPluginContractTest {
    private final ClassifierGoldens goldens;

    ClassifierContract(ClassifierGoldens goldens) {
        this.goldens = goldens;
    }

    @Override
    protected ModelPlugin plugin() {
        return new ClassifierPlugin();
    }

    @Override
    protected FakeModelFolder fixture() {
        return goldens.folder();
    }

    @Override
    protected FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        return Engine.context(folder, allocator);
    }

    @Override
    protected List<Probe<?, ?>> probes(Model model) {
        List<Content> bad = List.of(
                new Content.Text("half of a pair \ud83d"),
                new Content.Image(ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer()),
                new Content.Audio(ByteBuffer.wrap(new byte[4]).asReadOnlyBuffer()));
        return List.of(new Probe<Content, Logits>(
                goldens.stage(),
                model.all(Classifier.class).get(0),
                goldens.items().get(goldens.items().size() - 1).content(),
                bad,
                logits -> Arrays.hashCode(TestTensors.floats(logits.values()))));
    }
}

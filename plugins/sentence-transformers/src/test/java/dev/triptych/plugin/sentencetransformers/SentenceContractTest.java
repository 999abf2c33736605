package dev.triptych.plugin.sentencetransformers;

import dev.triptych.parity.Engine;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.FeatureQuery;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.ModelPluginContractTest;
import dev.triptych.testing.Probe;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The contract of plugins on the committed folder. */
class SentenceContractTest extends ModelPluginContractTest {
    @Override
    protected ModelPlugin plugin() {
        return new SentenceTransformersPlugin();
    }

    @Override
    protected FakeModelFolder fixture() {
        return FakeModelFolder.of(Fixtures.path("sentence"));
    }

    @Override
    protected FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        return Engine.context(folder, allocator);
    }

    @Override
    protected List<Probe<?, ?>> probes(Model model) {
        Embedder embedder = model.all(Embedder.class).get(0);
        List<Content> bad =
                List.of(new Content.Text("half of a pair \ud83d"), new Content.Audio(ByteBuffer.wrap(new byte[4])));
        List<Probe<?, ?>> probes = new ArrayList<>();
        for (String text : List.of("", "a photo of a cat", "find the photo: cat", "word ".repeat(500))) {
            probes.add(new Probe<Content, Embedding>(
                    "text",
                    embedder,
                    new Content.Text(text),
                    bad,
                    embedding -> List.of(embedding.space(), Arrays.hashCode(TestTensors.floats(embedding.vector())))));
        }
        FeatureExtractor extractor = model.all(FeatureExtractor.class).get(0);
        Set<String> tokens = Set.of(Feature.TOKENS);
        probes.add(new Probe<FeatureQuery, Features>(
                "tokens",
                extractor,
                new FeatureQuery(new Content.Text("a photo of a cat"), tokens),
                bad.stream().map(item -> new FeatureQuery(item, tokens)).toList(),
                features -> Arrays.hashCode(TestTensors.floats(features.values().get(Feature.TOKENS)))));
        return probes;
    }
}

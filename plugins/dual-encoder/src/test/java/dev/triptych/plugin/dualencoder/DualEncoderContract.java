package dev.triptych.plugin.dualencoder;

import dev.triptych.parity.Engine;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
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
import java.util.function.Function;

/** The contract of plugins on a committed CLIP folder; a subclass names the folder. */
abstract class DualEncoderContract extends ModelPluginContractTest {
    private final String fixture;

    DualEncoderContract(String fixture) {
        this.fixture = fixture;
    }

    @Override
    protected ModelPlugin plugin() {
        return new DualEncoderPlugin();
    }

    @Override
    protected FakeModelFolder fixture() {
        return FakeModelFolder.of(Fixtures.path(fixture));
    }

    @Override
    protected FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        return Engine.context(folder, allocator);
    }

    @Override
    protected List<Probe<?, ?>> probes(Model model) {
        Embedder embedder = model.all(Embedder.class).get(0);
        Function<Embedding, Object> answer =
                embedding -> List.of(embedding.space(), Arrays.hashCode(TestTensors.floats(embedding.vector())));
        byte[] png = Fixtures.bytes("images/png-rgb-coffee-150x100.png");
        Content audio = new Content.Audio(ByteBuffer.wrap(png).asReadOnlyBuffer());
        List<Probe<?, ?>> probes = new ArrayList<>();
        probes.add(new Probe<Content, Embedding>(
                "image",
                embedder,
                image(png),
                List.of(
                        image(new byte[0]),
                        image(new byte[] {1, 2, 3}),
                        image(Arrays.copyOf(png, png.length / 2)),
                        audio),
                answer));
        if (embedder.modalities().contains(Modality.TEXT)) {
            List<Content> bad = List.of(new Content.Text("half of a pair \ud83d"), audio);
            for (String text : List.of("", "a photo of a cat", "\ufb2c\ufb2c", "word ".repeat(500))) {
                probes.add(new Probe<Content, Embedding>("text", embedder, new Content.Text(text), bad, answer));
            }
        }
        for (FeatureExtractor extractor : model.all(FeatureExtractor.class)) {
            probes.addAll(features(extractor, png, audio));
        }
        return probes;
    }

    private static List<Probe<?, ?>> features(FeatureExtractor extractor, byte[] png, Content audio) {
        List<Probe<?, ?>> probes = new ArrayList<>();
        for (Feature feature : extractor.features()) {
            Set<String> names = Set.of(feature.name());
            List<FeatureQuery> bad =
                    List.of(new FeatureQuery(audio, names), new FeatureQuery(image(new byte[1]), names));
            Content good = feature.modalities().contains(Modality.IMAGE) ? image(png) : new Content.Text("a cat");
            probes.add(new Probe<FeatureQuery, Features>(
                    feature.name(),
                    extractor,
                    new FeatureQuery(good, names),
                    bad,
                    features ->
                            Arrays.hashCode(TestTensors.floats(features.values().get(feature.name())))));
        }
        return probes;
    }

    private static Content image(byte[] bytes) {
        return new Content.Image(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
}

package dev.triptych.plugin.imageencoder;

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
import dev.triptych.testing.ModelPluginContractTest;
import dev.triptych.testing.Probe;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The contract of plugins on the committed ViT. */
class ImageEncoderContractTest extends ModelPluginContractTest {
    @Override
    protected ModelPlugin plugin() {
        return new ImageEncoderPlugin();
    }

    @Override
    protected FakeModelFolder fixture() {
        return ImageEncoderGoldens.VIT.folder();
    }

    @Override
    protected FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        return Engine.context(folder, allocator);
    }

    @Override
    protected List<Probe<?, ?>> probes(Model model) {
        ByteBuffer picture = ByteBuffer.wrap(ImageEncoderGoldens.picture(
                        ImageEncoderGoldens.VIT.pictures().get(0)))
                .asReadOnlyBuffer();
        List<Content> bad = List.of(
                new Content.Text("a cat"),
                new Content.Image(ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer()),
                new Content.Audio(ByteBuffer.wrap(new byte[4]).asReadOnlyBuffer()));
        Set<String> pooled = Set.of(Feature.POOLED);
        return List.of(
                new Probe<Content, Embedding>(
                        "image",
                        model.all(Embedder.class).get(0),
                        new Content.Image(picture),
                        bad,
                        embedding ->
                                List.of(embedding.space(), Arrays.hashCode(TestTensors.floats(embedding.vector())))),
                new Probe<FeatureQuery, Features>(
                        "pooled",
                        model.all(FeatureExtractor.class).get(0),
                        new FeatureQuery(new Content.Image(picture), pooled),
                        bad.stream().map(item -> new FeatureQuery(item, pooled)).toList(),
                        features -> Arrays.hashCode(
                                TestTensors.floats(features.values().get(Feature.POOLED)))));
    }
}

package dev.triptych.runtime.task;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.testing.TestTensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A model of texts, lent to any number of calls: a text's vector is made of its letters, and no two labels' are alike. */
final class FakeModel implements Lease, Embedder {
    private static final int DIM = 3;

    /** What the text {@code slow} waits for. */
    final CompletableFuture<Void> slow = new CompletableFuture<>();

    @Override
    public String model() {
        return "fake";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Object identity() {
        return this;
    }

    @Override
    public String digest() {
        return "digest";
    }

    @Override
    public void answered(boolean well, long nanos) {}

    @Override
    public void missed() {}

    @Override
    public Map<String, List<String>> labelSets() {
        return Map.of();
    }

    @Override
    public ModelInfo.Limits limits() {
        return ModelInfo.Limits.NONE;
    }

    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        ZeroShot rule = new ZeroShot(this, 10, 0, Activation.SIGMOID, List.of("{}"), List.of());
        return List.of(this, rule).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Override
    public RawGraph raw() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public Space space() {
        return new Space("fake", DIM);
    }

    @Override
    public Set<Modality> modalities() {
        return Set.of(Modality.TEXT);
    }

    @Override
    public boolean contrastive() {
        return true;
    }

    @Override
    public Plan plan(Content item) {
        return new Plan(1, 0, List.of());
    }

    /** The vector of a text. */
    static float[] vector(String text) {
        return new float[] {text.length(), 1, text.hashCode() % 1009};
    }

    @Override
    public CompletionStage<Embedding> run(Call call, Content item) {
        String text = ((Content.Text) item).text();
        float[] vector = vector(text);
        CompletionStage<Void> ready = text.equals("slow") ? slow : CompletableFuture.completedStage(null);
        return ready.thenApply(go -> new Embedding(
                space(), TestTensors.floats(call.tensors(), new long[] {DIM}, vector), false, text.startsWith("long")));
    }
}

package dev.triptych.parity;

import dev.triptych.repository.FolderView;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.FeatureQuery;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Logits;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeCall;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A folder loaded by the plugin onto the real backend; its stages batch when told to. Closing it looks for leaks. */
public final class Served implements LoadContext, AutoCloseable {
    private final LedgerAllocator allocator = new LedgerAllocator();
    private final UnaryOperator<Tensors> change;
    private final FakeLoadContext context;
    private final Map<String, GatheringStage> stages = new LinkedHashMap<>();
    private final List<Compiled> compiled = new ArrayList<>();
    private final Model model;

    private Served(ModelPlugin plugin, FolderView folder, UnaryOperator<Tensors> change) {
        this.change = change;
        this.context = Engine.context(folder, allocator);
        this.model = plugin.load(new ModelDefinition("served", "1", folder), this);
    }

    /** Loads a folder as it lies on disk. */
    public static Served of(ModelPlugin plugin, Path folder) {
        return of(plugin, FolderView.open(folder), UnaryOperator.identity());
    }

    /**
     * Loads a folder.
     *
     * @param change what befalls every stage's inputs: nothing, or a mutant's mistake
     */
    public static Served of(ModelPlugin plugin, FolderView folder, UnaryOperator<Tensors> change) {
        return new Served(plugin, folder, change);
    }

    /** What an item's vector is and what its stage was fed. */
    @SuppressWarnings("ArrayRecordComponent") // read by index, compared by nobody
    public record Answer(float[] vector, byte[] fed, boolean normalized, boolean truncated) {}

    /** An image's answer, run alone. */
    public Answer image(byte[] encoded) {
        return one("image", new Content.Image(ByteBuffer.wrap(encoded).asReadOnlyBuffer()));
    }

    /** A text's answer, run alone. */
    public Answer text(String text) {
        return one("text", new Content.Text(text));
    }

    private Answer one(String stage, Content item) {
        return batch(stage, List.of(item)).get(0);
    }

    /** The answers of texts, run as one batch. */
    public List<Answer> texts(List<String> texts) {
        return batch("text", texts.stream().<Content>map(Content.Text::new).toList());
    }

    private List<Answer> batch(String stage, List<Content> items) {
        FakeCall call = new FakeCall(allocator);
        List<CompletionStage<Embedding>> answers =
                items.stream().map(item -> embedder().run(call, item)).toList();
        String port = gathering(stage).graph().inputs().stream()
                .map(input -> input.name())
                .filter(name -> !name.contains("mask") && !name.contains("type") && !name.contains("position"))
                .findFirst()
                .orElseThrow();
        List<byte[]> fed = gathering(stage).inputs().stream()
                .map(inputs -> TestTensors.raw(inputs.get(port)))
                .toList();
        try {
            gathering(stage).flush();
        } catch (BackendException e) {
            throw new AssertionError("the batch failed", e);
        }
        List<Answer> read = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            try (Embedding embedding = answers.get(i).toCompletableFuture().join()) {
                read.add(new Answer(
                        TestTensors.floats(embedding.vector()),
                        fed.get(i),
                        embedding.normalized(),
                        embedding.truncated()));
            }
        }
        return read;
    }

    /** The logits of items, run as one batch by the model's classifier. */
    public List<float[]> logits(String stage, List<? extends Content> items) {
        Classifier classifier = model.all(Classifier.class).get(0);
        FakeCall call = new FakeCall(allocator);
        List<CompletionStage<Logits>> answers =
                items.stream().map(item -> classifier.run(call, item)).toList();
        try {
            gathering(stage).flush();
        } catch (BackendException e) {
            throw new AssertionError("the batch failed", e);
        }
        List<float[]> read = new ArrayList<>();
        for (CompletionStage<Logits> answer : answers) {
            try (Logits logits = answer.toCompletableFuture().join()) {
                read.add(TestTensors.floats(logits.values()));
            }
        }
        return read;
    }

    /** A feature's shape and numbers. */
    @SuppressWarnings("ArrayRecordComponent") // read by index, compared by nobody
    public record Value(long[] shape, float[] numbers) {}

    /** Features of an item, and whether it was cut. */
    public record Inner(Map<String, Value> values, boolean truncated) {}

    /** These features of items, run as one batch by the model's extractor. */
    public List<Inner> features(String stage, List<? extends Content> items, Set<String> names) {
        FeatureExtractor extractor = model.all(FeatureExtractor.class).get(0);
        FakeCall call = new FakeCall(allocator);
        List<CompletionStage<Features>> answers = items.stream()
                .map(item -> extractor.run(call, new FeatureQuery(item, names)))
                .toList();
        try {
            gathering(stage).flush();
        } catch (BackendException e) {
            throw new AssertionError("the batch failed", e);
        }
        List<Inner> read = new ArrayList<>();
        for (CompletionStage<Features> answer : answers) {
            try (Features features = answer.toCompletableFuture().join()) {
                Map<String, Value> values = new LinkedHashMap<>();
                for (String name : features.values().ports()) {
                    Tensor value = features.values().get(name);
                    values.put(name, new Value(value.shape(), TestTensors.floats(value)));
                }
                read.add(new Inner(values, features.truncated()));
            }
        }
        return read;
    }

    private GatheringStage gathering(String stage) {
        return Objects.requireNonNull(stages.get(stage), stage);
    }

    /** The model's embedder. */
    public Embedder embedder() {
        return model.all(Embedder.class).get(0);
    }

    /** The model's rule of zero-shot scores. */
    public ZeroShot zeroShot() {
        return model.all(ZeroShot.class).get(0);
    }

    /** The model. */
    public Model model() {
        return model;
    }

    /** The graph of a stage, ports declared. */
    public Graph graph(String stage) {
        return gathering(stage).graph();
    }

    /** The most rows of a batch of a stage. */
    public int maxRows(String stage) {
        return gathering(stage).maxRows();
    }

    /** What the plugin warned of. */
    public List<String> warnings() {
        return context.warnings();
    }

    @Override
    public Stage stage(StageSpec spec) {
        try {
            Compiled graph = Engine.backend()
                    .compile(
                            spec.graph(),
                            Engine.backend().devices().get(0),
                            new CompileSpec(spec.maxRows(), spec.rungs()),
                            Progress.NONE);
            compiled.add(graph);
            GatheringStage stage = new GatheringStage(spec, graph.open(allocator), change);
            stages.put(spec.name(), stage);
            return stage;
        } catch (BackendException e) {
            throw new AssertionError("stage " + spec.name() + " does not compile", e);
        }
    }

    @Override
    public GraphSource source(String file) {
        return context.source(file);
    }

    @Override
    public String digest(String file) {
        return context.digest(file);
    }

    @Override
    public void warn(String message) {
        context.warn(message);
    }

    @Override
    public Progress progress() {
        return Progress.NONE;
    }

    @Override
    public void close() {
        model.close();
        stages.values().forEach(GatheringStage::close);
        compiled.forEach(Compiled::close);
        allocator.assertNoLeaks();
    }
}

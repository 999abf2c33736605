package dev.triptych.plugin.dualencoder;

import dev.triptych.runtime.repository.FolderView;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.model.ZeroShot;
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
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A folder loaded by the plugin onto the real backend; its stages batch when told to. Closing it looks for leaks. */
final class Served implements LoadContext, AutoCloseable {
    private final LedgerAllocator allocator = new LedgerAllocator();
    private final UnaryOperator<Tensors> change;
    private final FakeLoadContext context;
    private final Map<String, GatheringStage> stages = new LinkedHashMap<>();
    private final List<Compiled> compiled = new ArrayList<>();
    private final Model model;

    private Served(FolderView folder, UnaryOperator<Tensors> change) {
        this.change = change;
        this.context = Engine.context(folder, allocator);
        this.model = new DualEncoderPlugin().load(new ModelDefinition("served", "1", folder), this);
    }

    static Served of(Path folder) {
        return of(FolderView.open(folder), UnaryOperator.identity());
    }

    /** @param change what befalls every stage's inputs */
    static Served of(FolderView folder, UnaryOperator<Tensors> change) {
        return new Served(folder, change);
    }

    /** What an item's vector is and what its stage was fed. */
    @SuppressWarnings("ArrayRecordComponent") // read by index, compared by nobody
    record Answer(float[] vector, byte[] fed, boolean normalized, boolean truncated) {}

    Answer image(byte[] encoded) {
        return one("image", new Content.Image(ByteBuffer.wrap(encoded).asReadOnlyBuffer()));
    }

    Answer text(String text) {
        return one("text", new Content.Text(text));
    }

    private Answer one(String stage, Content item) {
        return batch(stage, List.of(item)).get(0);
    }

    List<Answer> texts(List<String> texts) {
        return batch("text", texts.stream().<Content>map(Content.Text::new).toList());
    }

    private List<Answer> batch(String stage, List<Content> items) {
        FakeCall call = new FakeCall(allocator);
        List<CompletionStage<Embedding>> answers =
                items.stream().map(item -> embedder().run(call, item)).toList();
        String port = stages.get(stage).graph().inputs().stream()
                .map(input -> input.name())
                .filter(name -> List.of("pixel_values", "input_ids").contains(name))
                .findFirst()
                .orElseThrow();
        List<byte[]> fed = stages.get(stage).inputs().stream()
                .map(inputs -> TestTensors.raw(inputs.get(port)))
                .toList();
        try {
            stages.get(stage).flush();
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

    Embedder embedder() {
        return model.all(Embedder.class).get(0);
    }

    ZeroShot zeroShot() {
        return model.all(ZeroShot.class).get(0);
    }

    Model model() {
        return model;
    }

    Graph graph(String stage) {
        return stages.get(stage).graph();
    }

    List<String> warnings() {
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

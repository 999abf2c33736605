package dev.triptych.runtime;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.FeatureQuery;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Logits;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Prompts;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A family that embeds numbers in words: {@code 3 5 8} becomes tokens, cut after 64, and its graph sums them by their
 * remainder. A model named {@code direct} completes on the device's lane, one named {@code sigmoid} scores with it, one named
 * {@code head} has a trained head over its sums and gives them out, and one named {@code prompted} has prompts and a cut.
 */
final class ToyPlugin implements ModelPlugin {
    static final int DIM = 4;
    static final int MAX_WORDS = 64;

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public Recognition recognise(ModelFolder folder) {
        if (folder.has("weights.safetensors")) {
            return new Recognition.NeedsExport("only weights are there", "triptych-export .");
        }
        return folder.has("toy.onnx")
                ? new Recognition.Recognised(100, "toy.onnx is there", List.of())
                : new Recognition.NotMine("no toy.onnx");
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        Graph source = context.source("toy.onnx").cut(Set.of("sums"));
        Graph graph = source.withPorts(source.input("tokens").padded(0, List.of(new Pad(1, 0))));
        context.warn("a toy");
        Stage stage = context.stage(
                new StageSpec("text", graph, Residency.HOST, CostRule.LENGTH, 4, List.of(List.of(8), List.of(64))));
        return new Toy(definition.name(), stage, new Space(definition.name() + "-space", DIM));
    }

    /** The model. */
    private record Toy(String name, Stage stage, Space space) implements Model, Embedder {
        @Override
        public ModelInfo info() {
            return new ModelInfo("toy", java.util.Map.of("dim", "4"), new ModelInfo.Limits(MAX_WORDS, 0));
        }

        @Override
        public <T extends Capability> List<T> all(Class<T> kind) {
            Activation activation = name.equals("sigmoid") ? Activation.SIGMOID : Activation.SOFTMAX;
            List<Capability> able = name.equals("head")
                    ? List.of(new ToyHead(this), new ToyFeatures(this))
                    : List.of(this, new ZeroShot(this, 10, 0, activation, List.of("{}"), List.of("1", "2")));
            return able.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        @Override
        public void close() {}

        @Override
        public Set<Modality> modalities() {
            return Set.of(Modality.TEXT);
        }

        @Override
        public boolean contrastive() {
            return true;
        }

        @Override
        public Prompts prompts() {
            return name.equals("prompted")
                    ? new Prompts(java.util.Map.of("query", "1 1 ", "plain", ""), "query")
                    : Prompts.NONE;
        }

        @Override
        public List<Integer> dims() {
            return name.equals("prompted") ? List.of(2) : List.of();
        }

        @Override
        public Plan plan(Content item) {
            String text = ((Content.Text) item).text();
            if (text.isEmpty()) {
                throw TaskException.of(Reason.TEXT_EMPTY, "The text is empty; send numbers.");
            }
            long bytes = text.startsWith("huge") ? 1L << 40 : 100;
            return new Plan(bytes, 0, List.of(new Plan.Use("text", List.of(text.length()), 1, 1)));
        }

        @Override
        public CompletionStage<Embedding> run(Call call, Content item) {
            String text = ((Content.Text) item).text();
            switch (text) {
                case "overflow" -> throw new StackOverflowError();
                case "null" -> {
                    return null;
                }
                case "broken" -> throw new IllegalStateException("broken");
                default -> {
                    // A row of numbers.
                }
            }
            String[] words = text.split(" ");
            int count = Math.min(words.length, MAX_WORDS);
            boolean truncated = count < words.length;
            try (TensorBuilder builder = call.tensors().allocate(DType.INT64, 1, count)) {
                for (int i = 0; i < count; i++) {
                    builder.buffer().putLong(i * Long.BYTES, number(words[i]));
                }
                Executor where = name.equals("direct") ? Runnable::run : call.host();
                return stage.submit(call, 1, Tensors.of("tokens", builder.build()))
                        .thenApplyAsync(outputs -> embedding(outputs, truncated), where);
            }
        }

        private static long number(String word) {
            try {
                return Long.parseLong(word);
            } catch (NumberFormatException e) {
                throw TaskException.of(Reason.TEXT_INVALID, "The text is not numbers.");
            }
        }

        private Embedding embedding(Tensors outputs, boolean truncated) {
            try (outputs;
                    Tensor row = outputs.take("sums")) {
                return new Embedding(space, row.view(0, DIM), false, truncated);
            }
        }
    }

    /** A head whose logits are the sums. */
    private record ToyHead(Toy toy) implements Classifier {
        @Override
        public Set<Modality> modalities() {
            return toy.modalities();
        }

        @Override
        public List<String> labels() {
            return List.of("zero", "one", "two", "three");
        }

        @Override
        public Activation activation() {
            return Activation.SIGMOID;
        }

        @Override
        public Plan plan(Content item) {
            return toy.plan(item);
        }

        @Override
        public CompletionStage<Logits> run(Call call, Content item) {
            return toy.run(call, item).thenApply(sums -> new Logits(sums.vector(), sums.truncated()));
        }
    }

    /** Gives out the sums as {@code pooled}; promises {@code backbone} and leaves it out. */
    private record ToyFeatures(Toy toy) implements FeatureExtractor {
        @Override
        public List<Feature> features() {
            return List.of(
                    new Feature(Feature.POOLED, toy.modalities(), DType.FP32, List.of((long) DIM), "The sums."),
                    new Feature(Feature.BACKBONE, toy.modalities(), DType.FP32, List.of(1L), "Never there."));
        }

        @Override
        public Plan plan(FeatureQuery item) {
            return toy.plan(item.content());
        }

        @Override
        public CompletionStage<Features> run(Call call, FeatureQuery item) {
            return toy.run(call, item.content())
                    .thenApply(sums -> new Features(Tensors.of(Feature.POOLED, sums.vector()), sums.truncated()));
        }
    }
}

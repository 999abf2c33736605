package dev.triptych.plugin.dualencoder;

import dev.triptych.media.text.TextBuckets;
import dev.triptych.media.text.TextOptions;
import dev.triptych.media.text.TextTokenizer;
import dev.triptych.media.text.Tokens;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Embeds texts: tokens, run, pool.
 *
 * <p>A text is sent with its own tokens only and padded to the longest of its batch. For CLIP that is exact: its mask is
 * causal and it pools at the end-of-text token, so what follows cannot matter. Where a tower attends both ways it has an
 * attention mask, and padding is masked.
 */
final class TextTower implements Tower<Content.Text>, AutoCloseable {
    /** Rows of a batch. */
    private static final int MAX_ROWS = 64;

    private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");
    /** UTF-8 bytes of a character at most, once composed: a token is at least one of them. */
    private static final int TOKENS_A_CHARACTER = 9;
    /** Tokens that stand around a text. */
    private static final int SPECIAL_TOKENS = 4;

    private final Stage stage;
    private final TextTokenizer tokenizer;
    private final List<Port> inputs;
    private final String output;
    private final Pooling pooling;
    private final int dim;
    private final int maxLength;
    private final String preprocessing;

    private TextTower(
            Stage stage, TextTokenizer tokenizer, Layout.TextFiles files, Port output, String tokenizerDigest) {
        this.stage = stage;
        this.tokenizer = tokenizer;
        this.inputs = stage.graph().inputs();
        this.output = output.name();
        this.pooling = files.pooling();
        this.dim = Math.toIntExact(output.dims().get(output.dims().size() - 1));
        this.maxLength = files.maxLength();
        this.preprocessing = "text tokenizer=" + tokenizerDigest + " max_length=" + maxLength + " pooling=" + pooling;
    }

    static TextTower load(Layout.TextFiles files, byte[] tokenizerJson, Dims dims, LoadContext context) {
        GraphSource source = context.source(files.graph());
        Port output = dims.fix(TowerOutputs.choose(source, files.output(), TowerOutputs.TEXT), files.pooling());
        Graph graph = source.cut(Set.of(output.name())).named("text");
        for (Port port : graph.inputs()) {
            graph = graph.withPorts(tokenPort(port, files));
        }
        if (graph.inputs().stream().noneMatch(port -> port.name().equals("input_ids"))) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the text tower needs the input input_ids; it has " + TowerOutputs.names(graph.inputs()));
        }
        int maxRows = graph.inputs().stream()
                .mapToInt(port -> Tower.maxRows(port, MAX_ROWS))
                .min()
                .orElse(MAX_ROWS);
        Stage stage = context.stage(new StageSpec(
                "text",
                graph.withPorts(output),
                Residency.HOST,
                CostRule.LENGTH,
                maxRows,
                TextBuckets.upTo(files.maxLength()).stream().map(List::of).toList()));
        return new TextTower(
                stage,
                TextTokenizer.fromHuggingFace(tokenizerJson, TextOptions.of(files.maxLength())),
                files,
                output,
                context.digest(files.tokenizer()));
    }

    private static Port tokenPort(Port port, Layout.TextFiles files) {
        if (!INPUTS.contains(port.name()) || port.dims().size() != 2) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the text tower's input " + Quoted.text(port.name()) + " " + port.dims() + " is not one of "
                            + INPUTS + " with two axes");
        }
        if (port.type() != DType.INT64 && port.type() != DType.INT32) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED, "the text tower's " + port.name() + " is " + port.type() + ", not INT64");
        }
        if (port.dims().get(1) >= 0) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the text tower's " + port.name() + " has a fixed length of "
                            + port.dims().get(1) + "; export it with a dynamic length");
        }
        double pad = port.name().equals("input_ids") ? files.padId() : 0;
        return port.batchedAlong(0).padded(pad, List.of(new Pad(1, 0)));
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public int dim() {
        return dim;
    }

    int maxLength() {
        return maxLength;
    }

    @Override
    public String preprocessing() {
        return preprocessing;
    }

    @Override
    public Plan plan(Content.Text content) {
        long characters = content.text().length();
        int bound = (int) Math.min(maxLength, characters * TOKENS_A_CHARACTER + SPECIAL_TOKENS);
        long vectors = pooling == Pooling.NONE ? 1 : bound + 1L;
        long bytes = characters * 8 + vectors * dim * Float.BYTES + 8L * inputs.size() * bound;
        return new Plan(bytes, characters * 200, List.of(new Plan.Use(stage.name(), List.of(bound), 1, 1)));
    }

    @Override
    public CompletionStage<Encoded> encode(Call call, Content.Text content) {
        Tokens tokens = tokenizer.encode(content);
        CompletionStage<Tensors> outputs = stage.submit(call, 1, tensors(tokens, call.tensors()));
        if (pooling == Pooling.NONE) {
            return outputs.thenApply(done -> encoded(done, call, tokens.truncated()));
        }
        return outputs.thenApplyAsync(done -> encoded(done, call, tokens.truncated()), call.host());
    }

    private Encoded encoded(Tensors outputs, Call call, boolean truncated) {
        try (outputs) {
            return new Encoded(pooling.pool(outputs.take(output), call.tensors()), truncated);
        }
    }

    private Tensors tensors(Tokens tokens, TensorAllocator allocator) {
        Map<String, Tensor> byPort = new LinkedHashMap<>();
        for (Port port : inputs) {
            int[] values =
                    switch (port.name()) {
                        case "attention_mask" -> tokens.mask();
                        case "token_type_ids" -> tokens.typeIds();
                        default -> tokens.ids();
                    };
            byPort.put(port.name(), row(port.type(), values, allocator));
        }
        return Tensors.of(byPort);
    }

    private static Tensor row(DType type, int[] values, TensorAllocator allocator) {
        try (TensorBuilder builder = allocator.allocate(type, 1, values.length)) {
            ByteBuffer buffer = builder.buffer();
            for (int value : values) {
                if (type == DType.INT64) {
                    buffer.putLong(value);
                } else {
                    buffer.putInt(value);
                }
            }
            return builder.build();
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

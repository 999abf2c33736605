package dev.triptych.towers;

import dev.triptych.media.text.TextBuckets;
import dev.triptych.media.text.TextTokenizer;
import dev.triptych.media.text.Tokens;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Encodes texts: tokens, run, pool, and the steps after it. Whoever loads one closes it.
 *
 * <p>A text is sent with its own tokens only and padded to the longest of its batch, unless the feed or the graph's fixed
 * length has it filled up.
 */
public final class TextTower implements Tower<Content.Text>, AutoCloseable {
    /** Rows of a batch. */
    private static final int MAX_ROWS = 64;
    /** UTF-8 bytes of a character at most, once composed: a token is at least one of them. */
    private static final int TOKENS_A_CHARACTER = 9;
    /** Measured at 65,536 characters of many scripts, on tokenizers of every kind: 1000 to 4500. */
    private static final long NANOS_A_CHARACTER = 2000;
    /** Tokens that stand around a text. */
    private static final int SPECIAL_TOKENS = 4;

    private final Stage stage;
    private final TextTokenizer tokenizer;
    private final TokenPorts ports;
    private final Head head;
    private final Inside inside;
    private final String preprocessing;

    private TextTower(
            Stage stage, TextTokenizer tokenizer, TokenPorts ports, Head head, Inside inside, VectorOutput output) {
        this.stage = stage;
        this.inside = inside;
        this.tokenizer = tokenizer;
        this.ports = ports;
        this.head = head;
        this.preprocessing = "text " + tokenizer.description() + filled(ports.feed()) + " " + output.description();
    }

    private static String filled(TextFeed feed) {
        // Masked padding changes no vector.
        String clean = feed.cleaning() == TextCleaning.NONE
                ? ""
                : " clean=" + feed.cleaning().name().toLowerCase(Locale.ROOT);
        return clean + (feed.padding() == TextFeed.Padding.FULL_ATTENDED ? " pad=" + feed.padId() : "");
    }

    /**
     * Loads a text tower.
     *
     * @throws dev.triptych.spi.error.TaskException {@code MODEL_UNSUPPORTED} when the graph has no such output or takes
     *     what no tokens can fill, or what the tokenizer throws
     */
    public static TextTower load(TextSpec spec, TextSpec.Tokenizing tokenizing, LoadContext context) {
        GraphSource source = context.source(spec.graph());
        Port output = spec.output().port(source);
        Head head = new Head(spec.output(), output);
        List<FeatureOutput> found = FeatureOutputs.ofTexts(source, spec.hints());
        Graph cut = FeatureOutputs.cut(source, output, found, 2).named(spec.stage());
        List<FeatureOutput> kept = FeatureOutputs.in(cut, found);
        TokenPorts ports = TokenPorts.of(cut, spec.feed());
        boolean filled = ports.feed().padding() != TextFeed.Padding.LONGEST;
        TextTokenizer tokenizer = tokenizing.open(ports.feed().maxLength());
        try {
            Stage stage = context.stage(new StageSpec(
                    spec.stage(),
                    declared(ports, output, kept),
                    Residency.HOST,
                    filled ? CostRule.UNIT : CostRule.LENGTH,
                    ports.maxRows(MAX_ROWS),
                    filled ? List.of() : rungs(ports.feed())));
            return new TextTower(
                    stage, tokenizer, ports.padBy(tokenizer.padId()), head, new Inside(kept), spec.output());
        } catch (RuntimeException failed) {
            tokenizer.close();
            throw failed;
        }
    }

    private static Graph declared(TokenPorts ports, Port output, List<FeatureOutput> features) {
        boolean ragged = ports.feed().padding() == TextFeed.Padding.LONGEST;
        Graph graph = ports.graph();
        for (FeatureOutput feature : features) {
            Port port = feature.padded(ragged);
            graph = graph.withPorts(ragged ? port : unpadded(ports, port));
        }
        return graph.withPorts(ragged ? output : unpadded(ports, output));
    }

    // Token vectors of a filled text are all there, pads too; pooling leaves those out.
    private static Port unpadded(TokenPorts ports, Port output) {
        List<Long> dims = new ArrayList<>(output.dims());
        if (dims.size() == 3) {
            dims.set(1, (long) ports.feed().maxLength());
        }
        return Port.batched(output.name(), output.type(), dims);
    }

    private static List<List<Integer>> rungs(TextFeed feed) {
        return TextBuckets.upTo(feed.maxLength()).stream().map(List::of).toList();
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public int dim() {
        return head.dim();
    }

    /** Tokens of a text at most, special ones included; what is longer is cut. */
    public int maxLength() {
        return ports.feed().maxLength();
    }

    /** The tokenizer, for families that feed pairs or prompts; it is the tower's. */
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public String preprocessing() {
        return preprocessing;
    }

    @Override
    public Plan plan(Content.Text content) {
        tokenizer.checkLength(content.text());
        return plan(content.text().length());
    }

    /** The plan of a text of so many UTF-16 units. */
    public Plan plan(long characters) {
        int bound = ports.places(bound(characters));
        long bytes = characters * 8
                + head.hostBytes(bound)
                + 8L * ports.graph().inputs().size() * bound;
        List<Integer> lengths = ports.feed().padding() == TextFeed.Padding.LONGEST ? List.of(bound) : List.of();
        return new Plan(bytes, characters * NANOS_A_CHARACTER, List.of(new Plan.Use(stage.name(), lengths, 1, 1)));
    }

    @Override
    public Plan plan(Content.Text content, Set<String> features) {
        Plan plain = plan(content);
        long bytes = inside.bytes(features, bound(content.text().length()));
        return new Plan(plain.hostBytes() + bytes, plain.hostNanos(), plain.uses());
    }

    private int bound(long characters) {
        return (int) Math.min(maxLength(), characters * TOKENS_A_CHARACTER + SPECIAL_TOKENS);
    }

    @Override
    public List<Feature> features() {
        return inside.declared(Modality.TEXT);
    }

    @Override
    public CompletionStage<Features> features(Call call, Content.Text content, Set<String> names) {
        Tokens tokens = tokens(content);
        return inside.of(submit(call, tokens), call, names, tokens.length(), tokens.truncated());
    }

    @Override
    public CompletionStage<Encoded> encode(Call call, Content.Text content) {
        return encode(call, tokens(content));
    }

    private Tokens tokens(Content.Text content) {
        String clean = ports.feed().cleaning().clean(content.text());
        return tokenizer.encode(new Content.Text(clean, content.truncate()));
    }

    private CompletionStage<Tensors> submit(Call call, Tokens tokens) {
        return stage.submit(call, 1, ports.tensors(tokens, call.tensors()));
    }

    /** Goes through the stage with tokens of the tower's own tokenizer. */
    public CompletionStage<Encoded> encode(Call call, Tokens tokens) {
        return encode(call, tokens, 0);
    }

    /**
     * The same, where the first tokens are read but not pooled.
     *
     * @param prompt how many tokens are left out of pooling, 0 and more; at least one is pooled
     */
    public CompletionStage<Encoded> encode(Call call, Tokens tokens, int prompt) {
        return head.vector(submit(call, tokens), call, prompt, tokens.ids())
                .thenApply(vector -> new Encoded(vector, tokens.truncated()));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

package dev.triptych.client;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a Triptych server; calls block until their answer, {@link #async()} gives futures instead.
 *
 * <pre>{@code
 * try (TriptychClient client = TriptychClient.connect("127.0.0.1:8001")) {
 *     Vector vector = client.embed("mini", Input.image(Path.of("cat.jpg"))).get(0).value();
 * }
 * }</pre>
 *
 * <p>A model is named {@code NAME} or {@code NAME/VERSION}; empty is the one served model that has the task.
 *
 * <p>A call fails as a whole with a {@link TriptychException}, or succeeds with a {@link Result} for each item. Calls
 * refused with {@link ErrorCode#UNAVAILABLE} are tried again. One call is one message: many items go by
 * {@link #embedAll} or in several calls, see {@link #server()} for the limits.
 *
 * <p>Immutable and thread-safe; one client is meant to be shared. An interrupt ends a waiting call with
 * {@link CancelledException}, the thread's flag stays set.
 */
public final class TriptychClient implements AutoCloseable {
    /** How many items of a stream are under way at once when nothing else is said. */
    public static final int DEFAULT_IN_FLIGHT = 64;

    // Null for a channel that was brought along, and for views: they close nothing.
    private final @Nullable ManagedChannel owned;
    private final Channel channel;
    private final Map<String, String> headers;
    private final Calls calls;

    TriptychClient(@Nullable ManagedChannel owned, Channel channel, Map<String, String> headers, Duration deadline) {
        this.owned = owned;
        this.channel = channel;
        this.headers = Map.copyOf(headers);
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        this.calls = new Calls(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)), deadline);
    }

    /** A builder with all defaults. */
    public static TriptychClientBuilder builder() {
        return new TriptychClientBuilder();
    }

    /** A client with all defaults; nothing is sent before the first call. */
    public static TriptychClient connect(String target) {
        return builder().target(target).build();
    }

    /** A client as the environment says; see {@link TriptychClientBuilder#environment}. */
    public static TriptychClient fromEnv() {
        return builder().environment(System.getenv()).build();
    }

    /** Embeds items with all defaults. */
    public Results<Vector> embed(String model, Input... inputs) {
        return embed(model, List.of(inputs), EmbedOptions.DEFAULTS);
    }

    /** Embeds items: at least 1. */
    public Results<Vector> embed(String model, List<Input> inputs, EmbedOptions options) {
        return calls.blocking(EmbedCodec.call(model, inputs, options));
    }

    /** Embeds any number of items with all defaults; see the other {@code embedAll}. */
    public Stream<Result<Vector>> embedAll(String model, Stream<Input> inputs) {
        return embedAll(model, inputs, EmbedOptions.DEFAULTS, DEFAULT_IN_FLIGHT);
    }

    /**
     * Embeds any number of items over one stream, lazily and in order: inputs are taken only as results are asked for
     * and as the server keeps up, at most {@code maxInFlight} beyond the last result.
     *
     * <p>Close the result to cancel what is under way and to close {@code inputs}; reading it to its end also ends the
     * call. The default deadline does not apply.
     *
     * @throws TriptychException out of the returned stream, when the call as a whole fails
     */
    public Stream<Result<Vector>> embedAll(String model, Stream<Input> inputs, EmbedOptions options, int maxInFlight) {
        return OrderedEmbeddings.stream(embedStream(model, options, maxInFlight), inputs, maxInFlight);
    }

    /**
     * Opens a stream of items that are answered as they are ready.
     *
     * @param maxInFlight items sent and not answered at which {@link EmbedStream#send} waits, at least 1
     */
    public EmbedStream embedStream(String model, EmbedOptions options, int maxInFlight) {
        return EmbedStream.open(calls.channel(), model, options, maxInFlight);
    }

    /** Scores labels for items. */
    public Classifications classify(String model, List<String> labels, Input... inputs) {
        return classify(model, List.of(inputs), ClassifyOptions.DEFAULTS.withLabels(labels));
    }

    /** Scores labels for items: at least 1. */
    public Classifications classify(String model, List<Input> inputs, ClassifyOptions options) {
        return calls.blocking(ClassifyCodec.call(model, inputs, options));
    }

    /** Orders candidates by likeness to a query. */
    public Rankings rank(String model, Input query, List<Input> candidates) {
        return rank(model, List.of(query), candidates, RankOptions.DEFAULTS);
    }

    /** Orders candidates by likeness to each query: at least 1 of both. */
    public Rankings rank(String model, List<Input> queries, List<Input> candidates, RankOptions options) {
        return rankBy(model, queries.stream().map(Query::of).toList(), candidates, options);
    }

    /** Orders candidates by likeness to each query, weighted lists of inputs among them: at least 1 of both. */
    public Rankings rankBy(String model, List<Query> queries, List<Input> candidates, RankOptions options) {
        return calls.blocking(RankCodec.call(model, queries, candidates, options));
    }

    /**
     * Extracts features of items: at least 1.
     *
     * @param names which, of {@link ModelInfo.Offers#features}
     */
    public Results<Features> features(String model, List<Input> inputs, List<String> names) {
        return calls.blocking(FeaturesCodec.call(model, inputs, names));
    }

    /**
     * The labels of a label set, or a model's own, in their order.
     *
     * @param model the model; empty for a label set of the server's
     * @param labelSet the label set; empty for the model's own labels
     * @throws NotFoundException when there is no such model or set
     */
    public List<String> labels(String model, String labelSet) {
        List<String> labels = new ArrayList<>();
        String token = "";
        do {
            ModelCodec.Labels page = calls.blocking(ModelCodec.labels(model, labelSet, token));
            labels.addAll(page.labels());
            token = page.next();
        } while (!token.isEmpty());
        return List.copyOf(labels);
    }

    /** All models of the server by name, those that failed to load included. */
    public List<ModelInfo> models() {
        List<ModelInfo> models = new ArrayList<>();
        String token = "";
        do {
            ModelCodec.Page page = calls.blocking(ModelCodec.page(token));
            models.addAll(page.models());
            token = page.next();
        } while (!token.isEmpty());
        return List.copyOf(models);
    }

    /**
     * One model with all its versions.
     *
     * @throws NotFoundException when it is unknown or hidden from this caller
     */
    public ModelInfo model(String name) {
        return calls.blocking(ModelCodec.get(name));
    }

    /** The server and its limits. */
    public ServerInfo server() {
        return calls.blocking(ModelCodec.page("")).server();
    }

    /** The same calls with futures. */
    public AsyncTriptychClient async() {
        return new AsyncTriptychClient(calls);
    }

    /** This client with another deadline for unary calls; shares the connection, closes nothing. */
    public TriptychClient withDeadline(Duration deadline) {
        return new TriptychClient(null, channel, headers, TriptychClientBuilder.positive(deadline));
    }

    /** This client with a header more, or another value for one; shares the connection, closes nothing. */
    public TriptychClient withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new TriptychClient(null, channel, more, calls.deadline());
    }

    /** This client under a request id of the caller's, which the server logs and echoes. */
    public TriptychClient withRequestId(String id) {
        return withHeader("x-request-id", id);
    }

    /** Cancels the calls under way and closes the connection if this client made it; a channel brought along stays open. */
    @Override
    public void close() {
        if (owned != null) {
            owned.shutdownNow();
        }
    }
}

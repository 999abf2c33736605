package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Embedding;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Serves {@code triptych.v1.EmbedService}. */
public final class EmbedEndpoint extends EmbedServiceGrpc.EmbedServiceImplBase {
    private final Inference inference;
    private final Models models;
    private final EdgeLimits limits;
    private final UnaryCalls calls;
    private final EmbedCodec codec;
    private final Set<EmbedStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public EmbedEndpoint(Inference inference, Models models, EdgeLimits limits, UnaryCalls calls) {
        this.inference = inference;
        this.models = models;
        this.limits = limits;
        this.calls = calls;
        this.codec = new EmbedCodec(new ContentCodec(limits), calls.errors());
    }

    @Override
    public void embed(EmbedRequest request, StreamObserver<EmbedResponse> out) {
        CallInfo info = CallInfo.current();
        ModelListing model = models.ready(new ModelRef(request.getModel(), request.getModelVersion()), TaskKind.EMBED);
        calls.run(
                info,
                out,
                open -> start(open, model, request),
                outcomes -> codec.response(model, request, outcomes, info.requestId()));
    }

    @Override
    public StreamObserver<EmbedStreamRequest> embedStream(StreamObserver<EmbedStreamResponse> out) {
        EmbedStream stream = new EmbedStream(
                (ServerCallStreamObserver<EmbedStreamResponse>) out,
                CallInfo.current(),
                inference,
                models,
                limits.streamItems(),
                codec,
                calls.errors());
        streams.add(stream);
        stream.open(() -> streams.remove(stream));
        if (draining) {
            stream.drain();
        }
        return stream;
    }

    /** Lets open streams end once their items under way are answered. */
    public void drain() {
        draining = true;
        streams.forEach(EmbedStream::drain);
    }

    private CompletionStage<List<Outcome<Embedding>>> start(Request open, ModelListing model, EmbedRequest request) {
        FieldRules.count("items", request.getItemsCount(), limits.items());
        Items<Content> items =
                Items.read(request.getItemsCount(), i -> codec.item(request.getItems(i), "items[" + i + "]"));
        List<Content> good = items.good();
        if (good.isEmpty()) {
            return CompletableFuture.completedFuture(items.merge(List.of()));
        }
        return inference
                .embed(open, EmbedCodec.query(model, good, request.getOptions()))
                .thenApply(items::merge);
    }
}

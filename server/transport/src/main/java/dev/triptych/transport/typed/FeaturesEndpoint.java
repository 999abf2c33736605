package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.FeaturesQuery;
import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Features;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.FeaturesRequest;
import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Serves {@code triptych.v1.FeaturesService}. */
public final class FeaturesEndpoint extends FeaturesServiceGrpc.FeaturesServiceImplBase {
    private static final int MOST_NAMES = 16;

    private final Inference inference;
    private final Models models;
    private final EdgeLimits limits;
    private final UnaryCalls calls;
    private final ContentCodec contents;

    public FeaturesEndpoint(Inference inference, Models models, EdgeLimits limits, UnaryCalls calls) {
        this.inference = inference;
        this.models = models;
        this.limits = limits;
        this.calls = calls;
        this.contents = new ContentCodec(limits);
    }

    @Override
    public void features(FeaturesRequest request, StreamObserver<FeaturesResponse> out) {
        CallInfo info = CallInfo.current();
        ModelListing model =
                models.ready(new ModelRef(request.getModel(), request.getModelVersion()), TaskKind.FEATURES);
        FeaturesWriter writer =
                new FeaturesWriter(model, request, calls.errors(), info.requestId(), limits.messageBytes());
        calls.run(info, out, open -> start(open, model, request), writer::write);
    }

    private CompletionStage<List<Outcome<Features>>> start(Request open, ModelListing model, FeaturesRequest request) {
        FieldRules.count("items", request.getItemsCount(), limits.items());
        FieldRules.count("features", request.getFeaturesCount(), MOST_NAMES);
        boolean truncate = Fields.truncates(request.getOptions().getTruncation());
        Items<Content> items = Items.read(request.getItemsCount(), i -> {
            ContentCodec.checkId(request.getItems(i).getId(), "items[" + i + "].id");
            return contents.read(request.getItems(i).getContent(), "items[" + i + "].content");
        });
        List<Content> good = items.good();
        if (good.isEmpty()) {
            return CompletableFuture.completedFuture(items.merge(List.of()));
        }
        FeaturesQuery query = new FeaturesQuery(
                new ModelRef(model.name(), model.version()), good, request.getFeaturesList(), truncate);
        return inference.features(open, query).thenApply(items::merge);
    }
}

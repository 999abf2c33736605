package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyOptions;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Serves {@code triptych.v1.ClassifyService}. */
public final class ClassifyEndpoint extends ClassifyServiceGrpc.ClassifyServiceImplBase {
    private final Inference inference;
    private final Models models;
    private final EdgeLimits limits;
    private final UnaryCalls calls;
    private final ContentCodec contents;

    public ClassifyEndpoint(Inference inference, Models models, EdgeLimits limits, UnaryCalls calls) {
        this.inference = inference;
        this.models = models;
        this.limits = limits;
        this.calls = calls;
        this.contents = new ContentCodec(limits);
    }

    @Override
    public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> out) {
        CallInfo info = CallInfo.current();
        ModelListing model =
                models.ready(new ModelRef(request.getModel(), request.getModelVersion()), TaskKind.CLASSIFY);
        ClassifyWriter writer =
                new ClassifyWriter(model, request, calls.errors(), info.requestId(), limits.messageBytes());
        calls.run(info, out, open -> start(open, model, request), writer::write);
    }

    private CompletionStage<Classifications> start(Request open, ModelListing model, ClassifyRequest request) {
        FieldRules.count("items", request.getItemsCount(), limits.items());
        Items<Content> items = Items.read(request.getItemsCount(), i -> item(request.getItems(i), "items[" + i + "]"));
        ClassifyQuery query = query(model, request, items.good());
        if (query.items().isEmpty()) {
            return CompletableFuture.completedFuture(new Classifications(items.merge(List.of()), List.of()));
        }
        return inference
                .classify(open, query)
                .thenApply(done -> new Classifications(items.merge(done.items()), done.truncatedLabels()));
    }

    private Content item(ClassifyItem item, String path) {
        ContentCodec.checkId(item.getId(), path + ".id");
        return contents.read(item.getContent(), path + ".content");
    }

    private ClassifyQuery query(ModelListing model, ClassifyRequest request, List<Content> items) {
        if (request.getLabelsCount() > 0) {
            FieldRules.count("labels", request.getLabelsCount(), limits.labels());
        }
        return new ClassifyQuery(
                new ModelRef(model.name(), model.version()),
                items,
                request.getLabelsList(),
                request.getLabelSet(),
                request.getTemplatesList(),
                scoring(request.getOptions()),
                Fields.truncates(request.getOptions().getTruncation()));
    }

    private static ClassifyQuery.Scoring scoring(ClassifyOptions options) {
        return new ClassifyQuery.Scoring(
                options.getTopK(),
                options.hasThreshold() ? options.getThreshold() : 0,
                Fields.activation(options.getActivation()),
                options.hasTemperature() ? options.getTemperature() : 1);
    }
}

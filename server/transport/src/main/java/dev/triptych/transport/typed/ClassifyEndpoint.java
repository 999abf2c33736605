package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.transport.EdgeLimits;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.models.Models;
import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        ClassifyWriter writer = new ClassifyWriter(model, request, calls.errors(), info.requestId());
        calls.run(info, out, open -> start(open, model, request), writer::write);
    }

    private CompletionStage<Classifications> start(Request open, ModelListing model, ClassifyRequest request) {
        Fields.count("items", request.getItemsCount(), limits.items());
        ClassifyQuery settings = settings(model, request);
        Items items = Items.read(request.getItemsCount(), i -> item(request.getItems(i), "items[" + i + "]"));
        List<Content> good = items.good();
        if (good.isEmpty()) {
            return CompletableFuture.completedFuture(new Classifications(items.merge(List.of()), List.of()));
        }
        ClassifyQuery query = new ClassifyQuery(
                settings.model(),
                good,
                settings.labels(),
                settings.templates(),
                settings.topK(),
                settings.threshold(),
                settings.truncate());
        return inference
                .classify(open, query)
                .thenApply(done -> new Classifications(items.merge(done.items()), done.truncatedLabels()));
    }

    private Content item(ClassifyItem item, String path) {
        ContentCodec.checkId(item.getId(), path + ".id");
        return contents.read(item.getContent(), path + ".content");
    }

    private ClassifyQuery settings(ModelListing model, ClassifyRequest request) {
        labels(request.getLabelsList());
        templates(request.getTemplatesList());
        Fields.topK(request.getOptions().getTopK());
        float threshold =
                request.getOptions().hasThreshold() ? request.getOptions().getThreshold() : 0;
        Fields.probability("options.threshold", threshold);
        return new ClassifyQuery(
                new ModelRef(model.name(), model.version()),
                List.of(),
                request.getLabelsList(),
                request.getTemplatesList(),
                request.getOptions().getTopK(),
                threshold,
                Fields.truncates(request.getOptions().getTruncation()));
    }

    private void labels(List<String> labels) {
        if (!labels.isEmpty()) {
            Fields.count("labels", labels.size(), limits.labels());
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).isEmpty()) {
                throw Fields.invalid("labels[" + i + "]", "is empty");
            }
            if (!seen.add(labels.get(i))) {
                throw Fields.invalid("labels[" + i + "]", Quoted.text(labels.get(i)) + " is given twice");
            }
        }
    }

    private void templates(List<String> templates) {
        if (!templates.isEmpty()) {
            Fields.count("templates", templates.size(), limits.labels());
        }
        for (int i = 0; i < templates.size(); i++) {
            if (!templates.get(i).contains("{}")) {
                throw Fields.invalid("templates[" + i + "]", Quoted.text(templates.get(i)) + " holds no {}");
            }
        }
    }
}

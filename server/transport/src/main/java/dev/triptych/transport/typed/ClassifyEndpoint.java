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
import dev.triptych.v1.ClassifyOptions;
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
    private static final int MOST_TEMPLATES = 256;

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
        Items<Content> items = Items.read(request.getItemsCount(), i -> item(request.getItems(i), "items[" + i + "]"));
        List<Content> good = items.good();
        if (good.isEmpty()) {
            return CompletableFuture.completedFuture(new Classifications(items.merge(List.of()), List.of()));
        }
        return inference
                .classify(open, settings.withItems(good))
                .thenApply(done -> new Classifications(items.merge(done.items()), done.truncatedLabels()));
    }

    private Content item(ClassifyItem item, String path) {
        ContentCodec.checkId(item.getId(), path + ".id");
        return contents.read(item.getContent(), path + ".content");
    }

    private ClassifyQuery settings(ModelListing model, ClassifyRequest request) {
        labels(request.getLabelsList());
        templates(request.getTemplatesList());
        if (request.getLabelsCount() > 0 && !request.getLabelSet().isEmpty()) {
            throw Fields.invalid("label_set", "labels are given too; send one of both");
        }
        return new ClassifyQuery(
                new ModelRef(model.name(), model.version()),
                List.of(),
                request.getLabelsList(),
                request.getLabelSet(),
                request.getTemplatesList(),
                scoring(request.getOptions()),
                Fields.truncates(request.getOptions().getTruncation()));
    }

    private static ClassifyQuery.Scoring scoring(ClassifyOptions options) {
        Fields.topK(options.getTopK());
        float threshold = options.hasThreshold() ? options.getThreshold() : 0;
        Fields.probability("options.threshold", threshold);
        float temperature = options.hasTemperature() ? options.getTemperature() : 1;
        if (!(temperature >= 1e-3f && temperature <= 1e3f)) {
            throw Fields.invalid("options.temperature", "got " + temperature + ", must be 0.001 to 1000");
        }
        return new ClassifyQuery.Scoring(
                options.getTopK(), threshold, Fields.activation(options.getActivation()), temperature);
    }

    private void labels(List<String> labels) {
        if (!labels.isEmpty()) {
            Fields.count("labels", labels.size(), limits.labels());
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).isBlank()) {
                throw Fields.invalid("labels[" + i + "]", "is blank");
            }
            if (!seen.add(labels.get(i))) {
                throw Fields.invalid("labels[" + i + "]", Quoted.text(labels.get(i)) + " is given twice");
            }
        }
    }

    private void templates(List<String> templates) {
        if (!templates.isEmpty()) {
            Fields.count("templates", templates.size(), MOST_TEMPLATES);
        }
        for (int i = 0; i < templates.size(); i++) {
            if (!templates.get(i).contains("{}")) {
                throw Fields.invalid("templates[" + i + "]", Quoted.text(templates.get(i)) + " holds no {}");
            }
        }
    }
}

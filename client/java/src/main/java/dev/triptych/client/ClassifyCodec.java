package dev.triptych.client;

import dev.triptych.v1.ClassifyItem;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyResult;
import dev.triptych.v1.ClassifyServiceGrpc;
import java.util.List;

/** Classify calls between the SDK's types and the wire's. */
final class ClassifyCodec {
    private ClassifyCodec() {}

    static Calls.Call<ClassifyRequest, ClassifyResponse, Classifications> call(
            String model, List<Input> inputs, ClassifyOptions options) {
        ModelName name = ModelName.of(model);
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder()
                .setModel(name.name())
                .setModelVersion(name.version())
                .addAllLabels(options.labels())
                .setLabelSet(options.labelSet())
                .addAllTemplates(options.templates())
                .setOptions(options.wire());
        inputs.forEach(input -> request.addItems(ClassifyItem.newBuilder().setContent(input.content())));
        int count = inputs.size();
        return new Calls.Call<>(
                ClassifyServiceGrpc.getClassifyMethod(), request.build(), answer -> read(answer, count));
    }

    private static Classifications read(ClassifyResponse answer, int count) {
        Counts.check(answer.getResultsCount(), count);
        return new Classifications(
                answer.getModel(),
                answer.getModelVersion(),
                answer.getResultsList().stream().map(ClassifyCodec::result).toList(),
                answer.getTruncatedLabelsList());
    }

    private static Result<Classification> result(ClassifyResult wire) {
        return switch (wire.getOutcomeCase()) {
            case CLASSIFICATION -> Result.of(classification(wire.getClassification()), wire.getTruncated());
            case ERROR -> Result.failed(Failures.of(wire.getError()));
            case OUTCOME_NOT_SET -> Result.failed(Counts.noOutcome());
        };
    }

    private static Classification classification(dev.triptych.v1.Classification wire) {
        List<ScoredLabel> labels = wire.getLabelsList().stream()
                .map(label -> new ScoredLabel(label.getLabel(), label.getIndex(), label.getScore(), label.getLogit()))
                .toList();
        return new Classification(labels, Classification.Activation.of(wire.getActivation()));
    }
}

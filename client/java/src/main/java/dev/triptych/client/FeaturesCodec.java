package dev.triptych.client;

import dev.triptych.v1.FeaturesItem;
import dev.triptych.v1.FeaturesRequest;
import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesResult;
import dev.triptych.v1.FeaturesServiceGrpc;
import dev.triptych.v1.ItemFeatures;
import dev.triptych.v1.NamedTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Features calls between the SDK's types and the wire's. */
final class FeaturesCodec {
    private FeaturesCodec() {}

    static Calls.Call<FeaturesRequest, FeaturesResponse, Results<Features>> call(
            String model, List<Input> inputs, List<String> names) {
        ModelName name = ModelName.of(model);
        FeaturesRequest.Builder request = FeaturesRequest.newBuilder()
                .setModel(name.name())
                .setModelVersion(name.version())
                .addAllFeatures(names);
        inputs.forEach(input -> request.addItems(FeaturesItem.newBuilder().setContent(input.content())));
        int count = inputs.size();
        return new Calls.Call<>(
                FeaturesServiceGrpc.getFeaturesMethod(), request.build(), answer -> read(answer, count));
    }

    private static Results<Features> read(FeaturesResponse answer, int count) {
        Counts.check(answer.getResultsCount(), count);
        return new Results<>(
                answer.getModel(),
                answer.getModelVersion(),
                answer.getResultsList().stream().map(FeaturesCodec::result).toList());
    }

    private static Result<Features> result(FeaturesResult wire) {
        return switch (wire.getOutcomeCase()) {
            case FEATURES -> Result.of(features(wire.getFeatures()), wire.getTruncated());
            case ERROR -> Result.failed(Failures.of(wire.getError()));
            case OUTCOME_NOT_SET -> Result.failed(Counts.noOutcome());
        };
    }

    private static Features features(ItemFeatures wire) {
        Map<String, Features.Feature> tensors = new LinkedHashMap<>();
        for (NamedTensor named : wire.getTensorsList()) {
            tensors.put(
                    named.getName(),
                    new Features.Feature(
                            List.copyOf(named.getTensor().getShapeList()),
                            dtype(named.getTensor().getDtype().name()),
                            named.getTensor().getData().toByteArray()));
        }
        return new Features(Collections.unmodifiableMap(tensors));
    }

    static String dtype(String wire) {
        return wire.replaceFirst("^DATA_TYPE_", "").toLowerCase(Locale.ROOT);
    }
}

package dev.triptych.transport.typed;

import com.google.protobuf.ByteString;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.model.Features;
import dev.triptych.transport.status.ErrorMapper;
import dev.triptych.v1.FeaturesRequest;
import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesResult;
import dev.triptych.v1.ItemFeatures;
import dev.triptych.v1.NamedTensor;
import dev.triptych.v1.Tensor;
import java.util.List;

/** Writes the answer to one features call; what no longer fits into the message fails by itself. */
final class FeaturesWriter {
    /** Room for names, shapes and statuses of one item. */
    private static final int BESIDE = 1024;

    private final ModelListing model;
    private final FeaturesRequest request;
    private final ErrorMapper errors;
    private final String requestId;
    private final AnswerRoom room;

    FeaturesWriter(ModelListing model, FeaturesRequest request, ErrorMapper errors, String requestId, long limit) {
        this.model = model;
        this.request = request;
        this.errors = errors;
        this.requestId = requestId;
        this.room = new AnswerRoom("features", limit);
    }

    /** The whole answer; every tensor is closed, whatever happens. */
    FeaturesResponse write(List<Outcome<Features>> outcomes) {
        FeaturesResponse.Builder response =
                FeaturesResponse.newBuilder().setModel(model.name()).setModelVersion(model.version());
        try {
            for (int i = 0; i < outcomes.size(); i++) {
                response.addResults(result(outcomes.get(i), request.getItems(i).getId()));
            }
            return response.build();
        } finally {
            Outcome.closeAll(outcomes, Features::close);
        }
    }

    private FeaturesResult result(Outcome<Features> outcome, String id) {
        FeaturesResult.Builder result = FeaturesResult.newBuilder().setId(id);
        if (outcome instanceof Outcome.Failed<Features> failed) {
            return result.setError(errors.item(failed.error(), requestId)).build();
        }
        Features features = ((Outcome.Done<Features>) outcome).value();
        long size = BESIDE;
        for (String name : request.getFeaturesList()) {
            size += features.values().get(name).host().remaining();
        }
        if (!room.take(size)) {
            return result.setError(errors.item(room.tooLarge(size), requestId)).build();
        }
        ItemFeatures.Builder tensors = ItemFeatures.newBuilder();
        for (String name : request.getFeaturesList()) {
            tensors.addTensors(NamedTensor.newBuilder()
                    .setName(name)
                    .setTensor(tensor(features.values().get(name))));
        }
        return result.setFeatures(tensors).setTruncated(features.truncated()).build();
    }

    private static Tensor tensor(dev.triptych.spi.tensor.Tensor values) {
        Tensor.Builder tensor =
                Tensor.newBuilder().setDtype(DataTypes.of(values.type())).setData(ByteString.copyFrom(values.host()));
        for (long length : values.shape()) {
            tensor.addShape(length);
        }
        return tensor.build();
    }
}

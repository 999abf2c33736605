package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.transport.status.ErrorMapper;
import dev.triptych.v1.Activation;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyResult;
import dev.triptych.v1.ScoredLabel;
import java.util.List;
import java.util.Objects;

/** Writes the answer to one classify call; what no longer fits into the message fails by itself. */
final class ClassifyWriter {
    private final ModelListing model;
    private final ClassifyRequest request;
    private final ErrorMapper errors;
    private final String requestId;
    private final AnswerRoom room;

    ClassifyWriter(ModelListing model, ClassifyRequest request, ErrorMapper errors, String requestId, long limit) {
        this.model = model;
        this.request = request;
        this.errors = errors;
        this.requestId = requestId;
        this.room = new AnswerRoom("labels", limit);
    }

    ClassifyResponse write(Classifications done) {
        List<Outcome<Classification>> outcomes = done.items();
        ClassifyResponse.Builder response =
                ClassifyResponse.newBuilder().setModel(model.name()).setModelVersion(model.version());
        for (int i = 0; i < outcomes.size(); i++) {
            response.addResults(result(outcomes.get(i), request.getItems(i).getId()));
        }
        return response.addAllTruncatedLabels(done.truncatedLabels()).build();
    }

    private ClassifyResult result(Outcome<Classification> outcome, String id) {
        ClassifyResult.Builder result = ClassifyResult.newBuilder().setId(id);
        if (outcome instanceof Outcome.Failed<Classification> failed) {
            return result.setError(errors.item(failed.error(), requestId)).build();
        }
        dev.triptych.v1.Classification.Builder labels =
                dev.triptych.v1.Classification.newBuilder().setActivation(activation());
        Classification classification = ((Outcome.Done<Classification>) outcome).value();
        for (Classification.Scored scored : classification.labels()) {
            labels.addLabels(ScoredLabel.newBuilder()
                    .setLabel(scored.label())
                    .setIndex(scored.index())
                    .setScore((float) scored.score())
                    .setLogit((float) scored.logit()));
        }
        result.setClassification(labels).setTruncated(classification.truncated());
        ClassifyResult whole = result.build();
        return room.take(whole.getSerializedSize())
                ? whole
                : result.setError(errors.item(room.tooLarge(whole.getSerializedSize()), requestId))
                        .setTruncated(false)
                        .build();
    }

    private Activation activation() {
        Activation asked = request.getOptions().getActivation();
        if (asked != Activation.ACTIVATION_UNSPECIFIED) {
            return asked;
        }
        return ListingCodec.activation(
                Objects.requireNonNull(model.activation(), "a model that classifies without an activation"));
    }
}

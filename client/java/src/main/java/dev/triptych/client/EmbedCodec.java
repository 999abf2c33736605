package dev.triptych.client;

import com.google.protobuf.ByteString;
import dev.triptych.v1.DataType;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedResult;
import dev.triptych.v1.EmbedServiceGrpc;
import java.nio.ByteOrder;
import java.util.List;

/** Embed calls between the SDK's types and the wire's. */
final class EmbedCodec {
    private EmbedCodec() {}

    static Calls.Call<EmbedRequest, EmbedResponse, Results<Vector>> call(
            String model, List<Input> inputs, EmbedOptions options) {
        ModelName name = ModelName.of(model);
        EmbedRequest.Builder request = EmbedRequest.newBuilder()
                .setModel(name.name())
                .setModelVersion(name.version())
                .setOptions(options.wire());
        inputs.forEach(input -> request.addItems(EmbedItem.newBuilder().setContent(input.content())));
        int count = inputs.size();
        return new Calls.Call<>(EmbedServiceGrpc.getEmbedMethod(), request.build(), answer -> read(answer, count));
    }

    private static Results<Vector> read(EmbedResponse answer, int count) {
        Counts.check(answer.getResultsCount(), count);
        return new Results<>(
                answer.getModel(),
                answer.getModelVersion(),
                answer.getResultsList().stream().map(EmbedCodec::result).toList());
    }

    static Result<Vector> result(EmbedResult wire) {
        return switch (wire.getOutcomeCase()) {
            case VECTOR -> vector(wire.getVector(), wire.getTruncated());
            case ERROR -> Result.failed(Failures.of(wire.getError()));
            case OUTCOME_NOT_SET -> Result.failed(Counts.noOutcome());
        };
    }

    private static Result<Vector> vector(dev.triptych.v1.Vector wire, boolean truncated) {
        ByteString data = wire.getData();
        if (wire.getDtype() != DataType.DATA_TYPE_FLOAT32 || data.size() != 4L * wire.getDim()) {
            return Result.failed(Failure.of(
                    ErrorCode.INTERNAL,
                    "the server sent a vector that this client cannot read: " + wire.getDtype() + ", " + wire.getDim()
                            + " coordinates in " + data.size() + " bytes"));
        }
        float[] values = new float[wire.getDim()];
        data.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return Result.of(new Vector(values, wire.getSpace(), wire.getNormalized()), truncated);
    }
}

package dev.triptych.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.triptych.v1.Content;
import dev.triptych.v1.DataType;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedResult;
import dev.triptych.v1.Vector;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a server would answer: the vector of a content is its size and one half. */
final class Answers {
    private Answers() {}

    static EmbedResponse embed(EmbedRequest request) {
        EmbedResponse.Builder response =
                EmbedResponse.newBuilder().setModel("fake").setModelVersion("7");
        request.getItemsList().forEach(item -> response.addResults(result(item)));
        return response.build();
    }

    static EmbedResult result(EmbedItem item) {
        return EmbedResult.newBuilder()
                .setId(item.getId())
                .setVector(vector(size(item.getContent()), 0.5f))
                .build();
    }

    static float size(Content content) {
        return content.hasImage()
                ? content.getImage().getData().size()
                : content.getText().length();
    }

    static Vector vector(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return Vector.newBuilder()
                .setData(ByteString.copyFrom(bytes.flip()))
                .setDtype(DataType.DATA_TYPE_FLOAT32)
                .setDim(values.length)
                .setSpace("fake-1")
                .setNormalized(true)
                .build();
    }

    static StatusRuntimeException error(io.grpc.Status.Code code) {
        return StatusProto.toStatusRuntimeException(status(code));
    }

    /** Refused for now, and the client is told when to come back; -1: not at all. */
    static StatusRuntimeException unavailable(int pushbackMillis) {
        Metadata trailers = new Metadata();
        trailers.put(Failures.PUSHBACK, Integer.toString(pushbackMillis));
        return StatusProto.toStatusRuntimeException(status(io.grpc.Status.Code.UNAVAILABLE), trailers);
    }

    static Status status(io.grpc.Status.Code code) {
        return Status.newBuilder()
                .setCode(code.value())
                .setMessage("what, where, limit")
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason("SOME_REASON")
                        .setDomain("triptych.dev")
                        .putMetadata("limit", "3")
                        .putMetadata("request_id", "r-1")
                        .build()))
                .addDetails(Any.pack(BadRequest.newBuilder()
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField("items[0]")
                                .setDescription("too long"))
                        .build()))
                .addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
                        .build()))
                .build();
    }
}

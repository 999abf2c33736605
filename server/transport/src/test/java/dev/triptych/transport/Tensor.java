package dev.triptych.transport;

import com.google.protobuf.ByteString;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferRequest.InferInputTensor;
import dev.triptych.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Builds requests of the Open Inference Protocol. */
public final class Tensor {
    private Tensor() {}

    public static ModelInferRequest.Builder to(String model) {
        return ModelInferRequest.newBuilder().setModelName(model).setId("7");
    }

    public static InferInputTensor.Builder input(String name, String type, long... shape) {
        InferInputTensor.Builder input =
                InferInputTensor.newBuilder().setName(name).setDatatype(type);
        Arrays.stream(shape).forEach(input::addShape);
        return input;
    }

    public static InferRequestedOutputTensor.Builder output(String name) {
        return InferRequestedOutputTensor.newBuilder().setName(name);
    }

    public static ByteString floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return ByteString.copyFrom(bytes.flip());
    }

    /** Elements of a BYTES tensor, framed. */
    public static ByteString framed(ByteString... elements) {
        ByteString all = ByteString.EMPTY;
        for (ByteString element : elements) {
            all = all.concat(length(element.size())).concat(element);
        }
        return all;
    }

    public static ByteString length(int value) {
        return ByteString.copyFrom(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .flip());
    }

    public static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }
}

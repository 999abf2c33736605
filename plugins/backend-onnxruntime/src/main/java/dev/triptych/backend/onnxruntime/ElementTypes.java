package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.triptych.spi.tensor.DType;
import java.nio.ByteBuffer;

/** How our element types are ONNX Runtime's. */
final class ElementTypes {
    private ElementTypes() {}

    /** Whether tensors of the type can be made. */
    static boolean supported(DType type) {
        return switch (type) {
            case UINT16, UINT32, UINT64 -> Internals.makesUnsigned();
            default -> true;
        };
    }

    /** A tensor of a fixed-width type over direct memory, which must stay until it is closed. */
    static OnnxTensor over(OrtEnvironment environment, DType type, ByteBuffer data, long[] shape) throws OrtException {
        return switch (type) {
            case UINT16 -> unsigned(environment, data, shape, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16);
            case UINT32 -> unsigned(environment, data, shape, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32);
            case UINT64 -> unsigned(environment, data, shape, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64);
            default -> OnnxTensor.createTensor(environment, data, shape, javaType(type));
        };
    }

    private static OnnxTensor unsigned(OrtEnvironment environment, ByteBuffer data, long[] shape, OnnxTensorType type)
            throws OrtException {
        return Internals.tensor(environment, data, shape, type);
    }

    private static OnnxJavaType javaType(DType type) {
        return switch (type) {
            case BOOL -> OnnxJavaType.BOOL;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case FP16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case FP32 -> OnnxJavaType.FLOAT;
            case FP64 -> OnnxJavaType.DOUBLE;
            case UINT16, UINT32, UINT64, BYTES ->
                throw new IllegalArgumentException(type + " tensors are not made over buffers from Java");
        };
    }
}

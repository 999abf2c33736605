package dev.triptych.testing;

import dev.triptych.spi.tensor.ByteElements;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Short ways to make tensors and to read them back. */
public final class TestTensors {
    private TestTensors() {}

    /** An FP32 tensor. */
    public static Tensor floats(TensorAllocator allocator, long[] shape, float... values) {
        try (TensorBuilder builder = allocator.allocate(DType.FP32, shape)) {
            builder.buffer().asFloatBuffer().put(values);
            return builder.build();
        }
    }

    /** An INT64 tensor. */
    public static Tensor longs(TensorAllocator allocator, long[] shape, long... values) {
        try (TensorBuilder builder = allocator.allocate(DType.INT64, shape)) {
            builder.buffer().asLongBuffer().put(values);
            return builder.build();
        }
    }

    /** A tensor of any fixed-width type from its raw bytes. */
    public static Tensor raw(TensorAllocator allocator, DType type, long[] shape, byte[] bytes) {
        try (TensorBuilder builder = allocator.allocate(type, shape)) {
            builder.buffer().put(0, bytes);
            return builder.build();
        }
    }

    /** A BYTES tensor. */
    public static Tensor bytes(TensorAllocator allocator, long[] shape, byte[]... elements) {
        try (TensorBuilder builder = allocator.allocateBytes(ByteElements.encodedLength(elements), shape)) {
            ByteElements.encode(elements, builder.buffer());
            return builder.build();
        }
    }

    /** A BYTES tensor of UTF-8 texts. */
    public static Tensor texts(TensorAllocator allocator, long[] shape, String... texts) {
        return bytes(
                allocator,
                shape,
                Arrays.stream(texts)
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
    }

    /** The values of an FP32 tensor; the tensor stays open. */
    public static float[] floats(Tensor tensor) {
        float[] values = new float[tensor.host().remaining() / Float.BYTES];
        tensor.host().asFloatBuffer().get(values);
        return values;
    }

    /** The values of an INT64 tensor; the tensor stays open. */
    public static long[] longs(Tensor tensor) {
        long[] values = new long[tensor.host().remaining() / Long.BYTES];
        tensor.host().asLongBuffer().get(values);
        return values;
    }

    /** The raw bytes of a tensor; the tensor stays open. */
    public static byte[] raw(Tensor tensor) {
        ByteBuffer host = tensor.host();
        byte[] bytes = new byte[host.remaining()];
        host.get(bytes);
        return bytes;
    }

    /** The elements of a BYTES tensor; the tensor stays open. */
    public static byte[][] elements(Tensor tensor) {
        return ByteElements.decode(tensor.host(), Math.toIntExact(Shapes.elements(tensor.shape())));
    }
}

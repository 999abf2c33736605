package dev.triptych.towers;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Scalars;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Moves numbers between tensors and arrays, and between precisions as numpy's {@code astype} does. */
final class Elements {
    private Elements() {}

    /** Whether {@link #floats} reads this type. */
    static boolean readable(DType type) {
        return type == DType.FP32 || type == DType.FP16;
    }

    /** The elements of an FP32 or FP16 tensor in host memory. */
    static float[] floats(Tensor tensor) {
        ByteBuffer bytes = tensor.host();
        float[] values = new float[bytes.remaining() / tensor.type().width()];
        if (tensor.type() == DType.FP16) {
            for (int i = 0; i < values.length; i++) {
                values[i] = single(bytes.getShort(i * Short.BYTES));
            }
        } else {
            bytes.asFloatBuffer().get(values);
        }
        return values;
    }

    /** A new FP32 tensor of one axis. */
    static Tensor vector(TensorAllocator allocator, float... values) {
        try (TensorBuilder builder = allocator.allocate(DType.FP32, values.length)) {
            builder.buffer().asFloatBuffer().put(values);
            return builder.build();
        }
    }

    /** A part of an FP32 or FP16 tensor as a new FP32 tensor of a shape; {@code from} counts elements. */
    static Tensor part(Tensor tensor, int from, TensorAllocator allocator, long... shape) {
        ByteBuffer bytes = tensor.host();
        try (TensorBuilder builder = allocator.allocate(DType.FP32, shape)) {
            FloatBuffer to = builder.buffer().asFloatBuffer();
            if (tensor.type() == DType.FP16) {
                for (int i = 0; i < to.limit(); i++) {
                    to.put(i, single(bytes.getShort((from + i) * Short.BYTES)));
                }
            } else {
                to.put(bytes.asFloatBuffer().slice(from, to.limit()));
            }
            return builder.build();
        }
    }

    /** A new FP16 tensor of an FP32 tensor's shape and values, rounded to nearest even. */
    static Tensor halves(Tensor singles, TensorAllocator allocator) {
        try (TensorBuilder builder = allocator.allocate(DType.FP16, singles.shape())) {
            ByteBuffer from = singles.host();
            ByteBuffer to = builder.buffer();
            for (int at = 0; at < from.limit(); at += Float.BYTES) {
                to.putShort(at / 2, Scalars.half(from.getFloat(at)));
            }
            return builder.build();
        }
    }

    /** The float that an IEEE 754 half stands for, exactly. */
    static float single(short half) {
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        }
        return half < 0 ? -magnitude : magnitude;
    }
}

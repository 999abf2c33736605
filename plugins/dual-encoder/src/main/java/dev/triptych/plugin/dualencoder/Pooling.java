package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.FloatBuffer;

/** How the output of a tower becomes one vector of an item. */
enum Pooling {
    /** The graph pools: its output is {@code [1, dim]}. */
    NONE {
        @Override
        Tensor pool(Tensor output, TensorAllocator allocator) {
            long[] shape = output.shape();
            try (output) {
                return output.view(0, shape[shape.length - 1]);
            }
        }
    },
    /** The mean of all token vectors {@code [1, tokens, dim]}, as sentence-transformers pools (Reimers and Gurevych, 2019). */
    MEAN {
        @Override
        Tensor pool(Tensor output, TensorAllocator allocator) {
            int tokens = Math.toIntExact(output.shape()[1]);
            int dim = Math.toIntExact(output.shape()[2]);
            try (output;
                    TensorBuilder builder = allocator.allocate(DType.FP32, dim)) {
                mean(
                        output.host().asFloatBuffer(),
                        tokens,
                        dim,
                        builder.buffer().asFloatBuffer());
                return builder.build();
            }
        }
    };

    /** Owns the output; the result belongs to the caller. */
    abstract Tensor pool(Tensor output, TensorAllocator allocator);

    /** How many axes the output has. */
    int rank() {
        return this == NONE ? 2 : 3;
    }

    // Token by token in float32: the order in which the reference sums.
    private static void mean(FloatBuffer tokens, int count, int dim, FloatBuffer out) {
        float[] sum = new float[dim];
        for (int t = 0; t < count; t++) {
            for (int d = 0; d < dim; d++) {
                sum[d] += tokens.get(t * dim + d);
            }
        }
        for (int d = 0; d < dim; d++) {
            out.put(d, sum[d] / Math.max(count, 1));
        }
    }
}

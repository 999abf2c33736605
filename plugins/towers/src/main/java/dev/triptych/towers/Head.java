package dev.triptych.towers;

import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Makes an item's vector of what a stage gave: pooling, then the steps after it. */
final class Head {
    private final String output;
    private final Pooling pooling;
    private final List<VectorStep> steps;
    private final int width;
    private final int dim;
    private final boolean asItIs;

    /** @param port the output as {@link VectorOutput#port} made it */
    Head(VectorOutput output, Port port) {
        this.output = port.name();
        this.pooling = output.pooling();
        this.steps = output.steps();
        this.width = Math.toIntExact(port.dims().get(pooling.rank() - 1));
        int length = width;
        for (VectorStep step : steps) {
            length = step.dim(length);
        }
        this.dim = length;
        this.asItIs = pooling == Pooling.NONE && steps.isEmpty() && port.type() == DType.FP32;
    }

    /** How many numbers the vector has. */
    int dim() {
        return dim;
    }

    /** Host memory that pooling takes at most, for so many rows, in bytes. */
    long hostBytes(long rows) {
        return asItIs ? (long) dim * Float.BYTES : (rows + 1) * width * Float.BYTES * 2 + (long) dim * Float.BYTES;
    }

    /**
     * The vector of shape [dim], once the stage is done: at once where it lies there, on a host lane where it is made.
     *
     * @param ids the item's own tokens; empty when every row is the item's
     */
    CompletionStage<Tensor> vector(CompletionStage<Tensors> outputs, Call call, int... ids) {
        Function<Tensors, Tensor> make = done -> {
            try (done) {
                return vector(done.take(output), call, ids);
            }
        };
        return asItIs ? outputs.thenApply(make) : outputs.thenApplyAsync(make, call.host());
    }

    private Tensor vector(Tensor rows, Call call, int... ids) {
        try (rows) {
            if (asItIs) {
                return rows.view(0, dim);
            }
            float[] values = Elements.floats(rows);
            float[] vector = pooling.pool(values, ids.length == 0 ? values.length / width : ids.length, width, ids);
            for (VectorStep step : steps) {
                vector = step.apply(vector);
            }
            return Elements.vector(call.tensors(), vector);
        }
    }
}

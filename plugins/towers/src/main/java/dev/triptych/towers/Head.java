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
    private final List<Pooling> poolings;
    private final List<VectorStep> steps;
    private final int width;
    private final int dim;
    private final boolean asItIs;

    /** @param port the output as {@link VectorOutput#port} made it */
    Head(VectorOutput output, Port port) {
        this.output = port.name();
        this.poolings = output.poolings();
        this.steps = output.steps();
        this.width = Math.toIntExact(port.dims().get(output.pooling().rank() - 1));
        int length = width * poolings.size();
        for (VectorStep step : steps) {
            length = step.dim(length);
        }
        this.dim = length;
        this.asItIs = output.pooling() == Pooling.NONE && steps.isEmpty() && port.type() == DType.FP32;
    }

    /** How many numbers the vector has. */
    int dim() {
        return dim;
    }

    /** Host memory that pooling takes at most, for so many rows, in bytes. */
    long hostBytes(long rows) {
        return asItIs
                ? (long) dim * Float.BYTES
                : (rows + 1) * width * Float.BYTES * (1L + poolings.size()) + (long) dim * Float.BYTES;
    }

    /**
     * The vector of shape [dim], once the stage is done: at once where it lies there, on a host lane where it is made.
     *
     * @param first the first row that is pooled
     * @param ids the item's own tokens; empty when every row is the item's
     */
    CompletionStage<Tensor> vector(CompletionStage<Tensors> outputs, Call call, int first, int... ids) {
        Function<Tensors, Tensor> make = done -> {
            try (done) {
                return vector(done.take(output), call, first, ids);
            }
        };
        return asItIs ? outputs.thenApply(make) : outputs.thenApplyAsync(make, call.host());
    }

    private Tensor vector(Tensor rows, Call call, int first, int... ids) {
        try (rows) {
            if (asItIs) {
                return rows.view(0, dim);
            }
            float[] values = Elements.floats(rows);
            float[] vector = pooled(values, first, ids);
            for (VectorStep step : steps) {
                vector = step.apply(vector);
            }
            return Elements.vector(call.tensors(), vector);
        }
    }

    private float[] pooled(float[] values, int first, int... ids) {
        int count = ids.length == 0 ? values.length / width : ids.length;
        float[] side = new float[width * poolings.size()];
        for (int i = 0; i < poolings.size(); i++) {
            float[] one = poolings.get(i).pool(values, Math.min(first, Math.max(count - 1, 0)), count, width, ids);
            System.arraycopy(one, 0, side, i * width, width);
        }
        return side;
    }
}

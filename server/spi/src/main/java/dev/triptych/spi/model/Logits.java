package dev.triptych.spi.model;

import dev.triptych.spi.tensor.Tensor;

/**
 * What a trained head says of one item.
 *
 * @param values FP32, shape [labels], before any activation, in host memory; owned by whoever holds this
 * @param truncated whether a text was cut to the model's limit
 */
public record Logits(Tensor values, boolean truncated) implements AutoCloseable {
    @Override
    public void close() {
        values.close();
    }
}

package dev.triptych.spi.model;

import dev.triptych.spi.tensor.Tensors;

/**
 * The features of one item.
 *
 * @param values one tensor for each wanted name, without a batch axis, in host memory; owned by whoever holds this
 * @param truncated whether a text was cut to the model's limit
 */
public record Features(Tensors values, boolean truncated) implements AutoCloseable {
    @Override
    public void close() {
        values.close();
    }
}

package dev.triptych.spi.model;

import dev.triptych.spi.tensor.Tensor;

/**
 * An item's vector.
 *
 * @param space the space it lies in
 * @param vector FP32, shape [dim], in host memory; owned by whoever holds the embedding
 * @param normalized whether its Euclidean norm is 1
 * @param truncated whether a text was cut to the model's limit
 */
public record Embedding(Space space, Tensor vector, boolean normalized, boolean truncated) implements AutoCloseable {
    @Override
    public void close() {
        vector.close();
    }
}

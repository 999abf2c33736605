package dev.triptych.spi.sequence;

import dev.triptych.spi.tensor.Tensors;

/**
 * One token of an answer.
 *
 * @param id its number in the vocabulary
 * @param logProb the natural logarithm of its probability, as it was chosen from: after rules and temperature
 * @param kept the step's kept outputs for this token, without other rows; empty unless asked for. Owned by whoever holds
 *     the token
 */
public record Token(int id, float logProb, Tensors kept) implements AutoCloseable {
    @Override
    public void close() {
        kept.close();
    }
}

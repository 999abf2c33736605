package dev.triptych.spi.sequence;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A change of the next token's scores: a penalty, a token forced or forbidden.
 *
 * <p>Called in the step loop, for each row at each step, on a lane's thread: it neither blocks nor allocates, and it keeps
 * no state between calls, since beams branch and rows move.
 */
@FunctionalInterface
public interface LogitRule {
    /**
     * Changes the scores in place.
     *
     * @param tokens the row's tokens so far, read-only, the prompt's first
     * @param prompt how many of them are the prompt's
     * @param logits one score per token of the vocabulary; minus infinity forbids a token
     */
    void apply(IntBuffer tokens, int prompt, FloatBuffer logits);
}

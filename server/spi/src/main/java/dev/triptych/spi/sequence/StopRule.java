package dev.triptych.spi.sequence;

import java.nio.IntBuffer;

/**
 * A reason to end a sequence that is not a single token, such as a stop string.
 *
 * <p>Called as {@link LogitRule} is, and bound by the same rules.
 */
@FunctionalInterface
public interface StopRule {
    /**
     * Whether the sequence ends with the last of its tokens.
     *
     * @param tokens the row's tokens so far, read-only, the prompt's first
     * @param prompt how many of them are the prompt's
     */
    boolean ends(IntBuffer tokens, int prompt);
}

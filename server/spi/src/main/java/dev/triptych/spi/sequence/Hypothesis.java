package dev.triptych.spi.sequence;

import java.util.List;

/**
 * One finished sequence.
 *
 * @param tokens the new tokens in order, the end's included; of a streamed sequence, without the kept outputs that were
 *     handed over before
 * @param score what hypotheses of one item are ordered by: the sum of the tokens' log-probabilities, for beams over its
 *     length penalty
 * @param finish why it ended
 */
public record Hypothesis(List<Token> tokens, double score, Finish finish) implements AutoCloseable {
    public Hypothesis {
        tokens = List.copyOf(tokens);
    }

    /** Why a sequence ended. */
    public enum Finish {
        /** One of the ends was chosen. */
        END,
        /** The most tokens were made. */
        LENGTH,
        /** A {@link StopRule} said so. */
        STOP
    }

    @Override
    public void close() {
        tokens.forEach(Token::close);
    }
}

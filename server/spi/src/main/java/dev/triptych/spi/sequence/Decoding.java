package dev.triptych.spi.sequence;

import java.util.List;
import java.util.Set;

/**
 * How the tokens of one item are chosen.
 *
 * @param maxNewTokens the most tokens to make, 1 or more; the stage's {@link SequenceSpec#maxLength} holds besides
 * @param minNewTokens how many tokens come before an end is allowed; 0 for no least
 * @param ends the ids that end a sequence; such a token is the sequence's last
 * @param strategy greedy, sampled, or by beams
 * @param rules changes to the scores before each choice, in order
 * @param stops further reasons to end, asked after each token
 * @param keep whether the step's kept outputs are wanted with each token
 */
public record Decoding(
        int maxNewTokens,
        int minNewTokens,
        Set<Integer> ends,
        Strategy strategy,
        List<LogitRule> rules,
        List<StopRule> stops,
        boolean keep) {
    public Decoding {
        ends = Set.copyOf(ends);
        rules = List.copyOf(rules);
        stops = List.copyOf(stops);
        if (maxNewTokens < 1 || minNewTokens < 0 || minNewTokens > maxNewTokens) {
            throw new IllegalArgumentException("new tokens: at least " + minNewTokens + ", at most " + maxNewTokens);
        }
    }

    /** The likeliest token each time, until one of the ends. */
    public static Decoding greedy(int maxNewTokens, Set<Integer> ends) {
        return new Decoding(maxNewTokens, 0, ends, new Greedy(), List.of(), List.of(), false);
    }

    /** The same with another strategy. */
    public Decoding by(Strategy newStrategy) {
        return new Decoding(maxNewTokens, minNewTokens, ends, newStrategy, rules, stops, keep);
    }

    /** The same with rules for the scores. */
    public Decoding under(List<LogitRule> newRules) {
        return new Decoding(maxNewTokens, minNewTokens, ends, strategy, newRules, stops, keep);
    }

    /** The same with further reasons to end. */
    public Decoding until(List<StopRule> newStops) {
        return new Decoding(maxNewTokens, minNewTokens, ends, strategy, rules, newStops, keep);
    }

    /** The same with the step's kept outputs. */
    public Decoding keeping() {
        return new Decoding(maxNewTokens, minNewTokens, ends, strategy, rules, stops, true);
    }

    /** How the next token is chosen from the scores. */
    public sealed interface Strategy permits Greedy, Sample, Beams {
        /** How many rows an item takes; it gets them all at once or waits. */
        int rows();
    }

    /** The likeliest token. */
    public record Greedy() implements Strategy {
        @Override
        public int rows() {
            return 1;
        }
    }

    /**
     * A token drawn at random. A draw depends on the call's seed, the sequence and the position alone, never on what
     * shares the batch.
     *
     * @param temperature what logits are divided by, above 0
     * @param topK how many of the likeliest tokens are drawn from; 0 for all
     * @param topP the probability that the tokens drawn from reach together, above 0 to 1
     * @param sequences how many sequences to draw, 1 or more
     */
    public record Sample(double temperature, int topK, double topP, int sequences) implements Strategy {
        public Sample {
            if (!(temperature > 0) || topK < 0 || !(topP > 0 && topP <= 1) || sequences < 1) {
                throw new IllegalArgumentException("sampling: temperature " + temperature + ", topK " + topK + ", topP "
                        + topP + ", sequences " + sequences);
            }
        }

        @Override
        public int rows() {
            return sequences;
        }
    }

    /**
     * The likeliest sequences, searched by beams.
     *
     * @param beams how many candidates are followed, 2 or more
     * @param results how many are answered, 1 to {@code beams}
     * @param lengthPenalty the exponent of the length that a finished candidate's log-probability is divided by
     * @param early when the search ends
     */
    public record Beams(int beams, int results, double lengthPenalty, Early early) implements Strategy {
        public Beams {
            if (beams < 2 || results < 1 || results > beams) {
                throw new IllegalArgumentException("beams: " + beams + " beams, " + results + " results");
            }
        }

        @Override
        public int rows() {
            return beams;
        }

        /** When a beam search ends. */
        public enum Early {
            /** As soon as there are as many finished candidates as beams. */
            FIRST,
            /** When the running ones, at their present length, cannot be better than the finished ones. */
            LIKELY,
            /** When the running ones cannot be better at any length. */
            NEVER
        }
    }
}

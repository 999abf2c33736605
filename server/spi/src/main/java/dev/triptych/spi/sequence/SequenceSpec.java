package dev.triptych.spi.sequence;

import dev.triptych.spi.graph.Graph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decoder of a model.
 *
 * @param name unique among the model's stages, such as {@code decoder}
 * @param prefill what sees the prompt and its tokens at once and makes the first state; null when the step does that too,
 *     token by token
 * @param lookup what turns token ids into what the step's token port takes, with one input and one output; null when the
 *     step takes ids
 * @param step what makes the next token's scores from one token and the state
 * @param ports the ports that the loop feeds and reads
 * @param state what is carried from step to step
 * @param ragged how sequences of different lengths share a step
 * @param slots the most rows that are under way at once, 1 or more; a beam takes a row
 * @param maxLength the most tokens of a sequence, its prompt's included
 */
public record SequenceSpec(
        String name,
        @Nullable Graph prefill,
        @Nullable Graph lookup,
        Graph step,
        StepPorts ports,
        List<State> state,
        Ragged ragged,
        int slots,
        int maxLength) {
    public SequenceSpec {
        state = List.copyOf(state);
        if (slots < 1 || maxLength < 1) {
            throw new IllegalArgumentException(
                    "sequence " + name + ": slots " + slots + ", maxLength " + maxLength + ", each at least 1");
        }
        if (ragged == Ragged.LEFT_PAD && ports.mask() == null) {
            throw new IllegalArgumentException("sequence " + name + ": LEFT_PAD without a mask port");
        }
        if (ragged == Ragged.IN_GRAPH && ports.position() == null) {
            throw new IllegalArgumentException("sequence " + name + ": IN_GRAPH without a position port");
        }
    }

    /** How sequences of different lengths share a step. Answers are the same; speed is not. */
    public enum Ragged {
        /** The graph reads each row's own position: any rows share a step. What the export tool makes. */
        IN_GRAPH,
        /** Shorter caches are padded in front and masked: any rows share a step, at the longest one's cost. */
        LEFT_PAD,
        /** The graph has neither mask nor positions, or carries no cache: only rows of equal length share a step. */
        EQUAL_LENGTH
    }
}

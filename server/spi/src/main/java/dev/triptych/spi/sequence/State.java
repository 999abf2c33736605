package dev.triptych.spi.sequence;

import org.jspecify.annotations.Nullable;

/**
 * One value that a sequence carries from step to step: a layer's cached keys, an LSTM's hidden vector.
 *
 * <p>Where its batch axis lies, the ports say: an LSTM's [layers, batch, hidden] is stacked along axis 1.
 *
 * @param in the step's input that takes it
 * @param out the step's output that gives the next value; null for {@link Kind#CONSTANT} alone
 * @param first what gives the value before the first step: an output of the prefill, or a tensor of the prompt; null for
 *     zeros, and for nothing yet along the growing axis
 * @param kind how {@code out} becomes the next {@code in}
 * @param growAxis the axis in the batched tensor along which it grows with the tokens seen; -1 when it keeps its size
 */
public record State(
        String in, @Nullable String out, @Nullable String first, Kind kind, int growAxis) {
    /** The axis of a value that keeps its size. */
    public static final int FIXED = -1;

    public State {
        boolean constant = kind == Kind.CONSTANT;
        if (constant != (out == null) || (constant && (first == null || growAxis != FIXED))) {
            throw new IllegalArgumentException("state " + in + ": " + kind + " with out " + out + ", first " + first
                    + ", growAxis " + growAxis + "; a constant has a first value only, all others an output");
        }
        if (growAxis < FIXED || (kind == Kind.APPEND && growAxis == FIXED)) {
            throw new IllegalArgumentException("state " + in + ": " + kind + " with growAxis " + growAxis);
        }
    }

    /** How a step changes it. */
    public enum Kind {
        /** The output is the input with the new tokens' entries added at the end of the growing axis. */
        APPEND,
        /** The output takes the input's place; its size stays. */
        REPLACE,
        /** Never changes: cross-attention over an encoded image. */
        CONSTANT,
        /**
         * Input and output are one buffer, and the step writes into it at the row's slot and position. With a growing axis
         * a step only writes behind what it reads, so a failed one may be run again; without one it may not.
         */
        IN_PLACE
    }

    /** A cache that grows with each token. */
    public static State append(String in, String out, @Nullable String first, int growAxis) {
        return new State(in, out, first, Kind.APPEND, growAxis);
    }

    /** A value that each step replaces. */
    public static State replace(String in, String out, @Nullable String first) {
        return new State(in, out, first, Kind.REPLACE, FIXED);
    }

    /** A value that stays as the prefill or the prompt gave it. */
    public static State constant(String in, String first) {
        return new State(in, null, first, Kind.CONSTANT, FIXED);
    }

    /** Whether a step that failed may be run again from the same inputs. */
    public boolean repeatable() {
        return kind != Kind.IN_PLACE || growAxis != FIXED;
    }
}

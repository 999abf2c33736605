package dev.triptych.towers;

import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Which output of a graph holds an item's vectors, and how they become one.
 *
 * @param named the output's name; empty for the first candidate that the graph has
 * @param candidates names to look for, best first
 * @param dim the vectors' length, for graphs that leave it free; empty when nothing tells
 * @param poolings how token vectors become one; the results of several stand side by side
 * @param steps what happens to the pooled vector, in order
 */
public record VectorOutput(
        Optional<String> named,
        List<String> candidates,
        OptionalInt dim,
        List<Pooling> poolings,
        List<VectorStep> steps) {
    public VectorOutput {
        candidates = List.copyOf(candidates);
        poolings = List.copyOf(poolings);
        steps = List.copyOf(steps);
        if (poolings.isEmpty() || (poolings.size() > 1 && poolings.contains(Pooling.NONE))) {
            throw new IllegalArgumentException("poolings " + poolings);
        }
    }

    /** A vector that the graph pools itself, in the first of these outputs that it has. */
    public static VectorOutput anyOf(List<String> candidates) {
        return new VectorOutput(Optional.empty(), candidates, OptionalInt.empty(), List.of(Pooling.NONE), List.of());
    }

    /** The same, from this output if one is named. */
    public VectorOutput from(Optional<String> output) {
        return new VectorOutput(output, candidates, dim, poolings, steps);
    }

    /** The same, of this length where the graph leaves it free. */
    public VectorOutput of(OptionalInt length) {
        return new VectorOutput(named, candidates, length, poolings, steps);
    }

    /** The same, pooled. */
    public VectorOutput pooled(Pooling how) {
        return new VectorOutput(named, candidates, dim, List.of(how), steps);
    }

    /** The same, pooled in several ways, one beside the other. */
    public VectorOutput pooled(List<Pooling> ways) {
        return new VectorOutput(named, candidates, dim, ways, steps);
    }

    /** The first way of pooling; all of several want token vectors. */
    Pooling pooling() {
        return poolings.get(0);
    }

    /** The same, with these steps after pooling. */
    public VectorOutput then(List<VectorStep> after) {
        return new VectorOutput(named, candidates, dim, poolings, after);
    }

    /** The graph's output as the stage shall see it; {@code MODEL_UNSUPPORTED} when it is missing or holds no vectors. */
    Port port(GraphSource source) {
        return new Dims(dim).fix(TowerOutputs.choose(source, named, candidates), pooling());
    }

    /** What enters a space's identity. */
    String description() {
        StringBuilder line = new StringBuilder("pooling=")
                .append(poolings.stream().map(Pooling::key).collect(Collectors.joining("+")));
        steps.forEach(step -> line.append(' ').append(step.description()));
        return line.toString();
    }
}

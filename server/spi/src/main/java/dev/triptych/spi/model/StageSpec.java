package dev.triptych.spi.model;

import dev.triptych.spi.graph.Graph;
import java.util.List;

/**
 * One batched step of a model.
 *
 * @param name unique in the model, such as {@code text}; part of metrics and of raw names {@code model.name}
 * @param graph what runs, with its ports' batch axes and pads stated
 * @param outputs where outputs are left
 * @param cost what a row costs
 * @param maxRows the most rows in a batch, 1 or more; 1 where the graph has no batch axis
 * @param rungs the tuples of padded lengths worth preparing for, shortest first; empty when nothing is padded
 */
public record StageSpec(
        String name, Graph graph, Residency outputs, CostRule cost, int maxRows, List<List<Integer>> rungs) {
    public StageSpec {
        rungs = rungs.stream().map(List::copyOf).toList();
        if (maxRows < 1) {
            throw new IllegalArgumentException("stage " + name + ": maxRows " + maxRows + ", at least 1");
        }
    }
}

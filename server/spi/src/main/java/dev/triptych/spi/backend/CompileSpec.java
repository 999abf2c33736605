package dev.triptych.spi.backend;

import java.util.List;

/**
 * The shapes that a compiled graph must serve.
 *
 * @param maxRows the most rows of one run, 1 or more
 * @param rungs the tuples of padded lengths to prepare for, shortest first; empty when no port is padded
 */
public record CompileSpec(int maxRows, List<List<Integer>> rungs) {
    public CompileSpec {
        rungs = rungs.stream().map(List::copyOf).toList();
    }
}

/**
 * Graphs made for measuring. Starting point: {@link dev.triptych.bench.graph.Graphs}.
 */
@NullMarked
package dev.triptych.bench.graph;

import org.jspecify.annotations.NullMarked;

/**
 * Graphs: one ONNX file or a cut of it, seen by its ports. Starting points: {@link dev.triptych.spi.graph.GraphSource}, then {@link dev.triptych.spi.graph.Port}.
 */
@NullMarked
package dev.triptych.spi.graph;

import org.jspecify.annotations.NullMarked;

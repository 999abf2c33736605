/**
 * ONNX files read, checked and cut over the wire format, weights never on the heap. Starting points: {@link dev.triptych.runtime.graph.OnnxGraphs}, then {@code OnnxReader} and {@code GraphCutter}.
 */
@NullMarked
package dev.triptych.runtime.graph;

import org.jspecify.annotations.NullMarked;

/**
 * The least server that batches: what gRPC and ONNX Runtime reach with a queue between them and nothing else. Starting
 * points: {@link dev.triptych.bench.baseline.BaselineServer}, {@link dev.triptych.bench.baseline.PullQueue}.
 */
@NullMarked
package dev.triptych.bench.baseline;

import org.jspecify.annotations.NullMarked;

/**
 * ONNX Runtime with nothing around it, the yardstick of the server. Starting points:
 * {@link dev.triptych.bench.bare.BareLoop}, {@link dev.triptych.bench.bare.LoopSpec}.
 */
@NullMarked
package dev.triptych.bench.bare;

import org.jspecify.annotations.NullMarked;

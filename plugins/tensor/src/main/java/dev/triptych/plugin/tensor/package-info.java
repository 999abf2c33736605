/**
 * Serves any ONNX model as raw tensors.
 */
@NullMarked
package dev.triptych.plugin.tensor;

import org.jspecify.annotations.NullMarked;

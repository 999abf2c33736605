/**
 * Serves any ONNX model as raw tensors: Triton's repository layout, or a folder with one ONNX file. Starting point:
 * {@link dev.triptych.plugin.tensor.TensorPlugin}.
 */
@NullMarked
package dev.triptych.plugin.tensor;

import org.jspecify.annotations.NullMarked;

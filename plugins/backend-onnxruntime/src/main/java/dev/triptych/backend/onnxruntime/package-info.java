/**
 * Compiles and runs graphs on CPUs by ONNX Runtime. Starting points: {@link dev.triptych.backend.onnxruntime.OnnxRuntimeProvider}, then {@link dev.triptych.backend.onnxruntime.GraphExecution}, where a batch is run.
 */
@NullMarked
package dev.triptych.backend.onnxruntime;

import org.jspecify.annotations.NullMarked;

/**
 * Compiles and runs graphs by ONNX Runtime.
 */
@NullMarked
package dev.triptych.backend.onnxruntime;

import org.jspecify.annotations.NullMarked;

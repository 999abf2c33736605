/**
 * The Open Inference Protocol in Triton's dialect. Starting points: {@link dev.triptych.transport.inference.InferenceEndpoint},
 * then {@link dev.triptych.transport.inference.RawInfer} and {@link dev.triptych.transport.inference.TypedInfer}.
 */
@NullMarked
package dev.triptych.transport.inference;

import org.jspecify.annotations.NullMarked;

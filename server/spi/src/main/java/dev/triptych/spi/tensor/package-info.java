/**
 * Tensors: typed, shaped, counted memory. Starting points: {@link dev.triptych.spi.tensor.Tensor} and its ownership rules, then {@link dev.triptych.spi.tensor.TensorAllocator}.
 */
@NullMarked
package dev.triptych.spi.tensor;

import org.jspecify.annotations.NullMarked;

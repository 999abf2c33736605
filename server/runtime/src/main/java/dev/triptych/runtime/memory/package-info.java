/**
 * Pooled host memory behind the tensors of the SPI. Starting point: {@link dev.triptych.runtime.memory.PooledAllocator}.
 */
@NullMarked
package dev.triptych.runtime.memory;

import org.jspecify.annotations.NullMarked;

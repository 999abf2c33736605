/**
 * Backends: what compiles and runs graphs on devices. Starting points: {@link dev.triptych.spi.backend.Backend}, then {@link dev.triptych.spi.backend.Execution}.
 */
@NullMarked
package dev.triptych.spi.backend;

import org.jspecify.annotations.NullMarked;

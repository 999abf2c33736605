/**
 * What can go wrong, as the caller sees it. Starting points: {@link dev.triptych.spi.error.Reason}, then {@link dev.triptych.spi.error.TaskException}.
 */
@NullMarked
package dev.triptych.spi.error;

import org.jspecify.annotations.NullMarked;

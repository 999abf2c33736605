/**
 * Failures as callers see them. Starting point: {@link dev.triptych.transport.status.ErrorMapper}.
 */
@NullMarked
package dev.triptych.transport.status;

import org.jspecify.annotations.NullMarked;

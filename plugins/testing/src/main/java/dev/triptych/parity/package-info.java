/**
 * Model folders served by a family's plugin on the real backend, for tests that hold them against goldens. Starting points:
 * {@link dev.triptych.parity.Served}, then {@link dev.triptych.parity.Vectors}.
 */
@NullMarked
package dev.triptych.parity;

import org.jspecify.annotations.NullMarked;

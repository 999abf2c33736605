/**
 * What a load sends when nobody brings inputs along. Starting points: {@link dev.triptych.load.input.Samples},
 * {@link dev.triptych.load.input.TensorRequests}.
 */
@NullMarked
package dev.triptych.load.input;

import org.jspecify.annotations.NullMarked;

/**
 * The requests that a load is made of. Starting points: {@link dev.triptych.load.call.Connections},
 * {@link dev.triptych.load.call.ItemsCaller}, {@link dev.triptych.load.call.InferCaller}.
 */
@NullMarked
package dev.triptych.load.call;

import org.jspecify.annotations.NullMarked;

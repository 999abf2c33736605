/**
 * The tasks of the typed and the raw API over loaded models. Starting point: {@link dev.triptych.runtime.task.InferenceImpl}.
 */
@NullMarked
package dev.triptych.runtime.task;

import org.jspecify.annotations.NullMarked;

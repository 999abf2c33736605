/**
 * The tasks of the typed API, composed of models' capabilities: what the server computes itself lives here. Starting
 * point: {@link dev.triptych.runtime.task.ModelInference}.
 */
@NullMarked
package dev.triptych.runtime.task;

import org.jspecify.annotations.NullMarked;

/**
 * Models from a folder to a served version and back. Starting points: {@link dev.triptych.runtime.model.ModelRegistry}, then {@link dev.triptych.runtime.model.ModelLoader}.
 */
@NullMarked
package dev.triptych.runtime.model;

import org.jspecify.annotations.NullMarked;

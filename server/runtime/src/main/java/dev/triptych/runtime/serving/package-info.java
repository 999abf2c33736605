/**
 * What the edge asks of the server: tasks over items, raw inference and listings. Starting points:
 * {@link dev.triptych.runtime.serving.Inference}, then {@link dev.triptych.runtime.serving.Catalog}.
 */
@NullMarked
package dev.triptych.runtime.serving;

import org.jspecify.annotations.NullMarked;

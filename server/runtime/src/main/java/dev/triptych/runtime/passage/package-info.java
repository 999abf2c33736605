/**
 * Items on their way through the server: planned, admitted in one step, run one by one. Starting points:
 * {@link dev.triptych.runtime.passage.ItemPassage}, then {@link dev.triptych.runtime.passage.RegisteredModels}.
 */
@NullMarked
package dev.triptych.runtime.passage;

import org.jspecify.annotations.NullMarked;

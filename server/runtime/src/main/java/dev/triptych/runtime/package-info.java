/**
 * Models as living things: plugins, repository, graphs, stages.
 */
@NullMarked
package dev.triptych.runtime;

import org.jspecify.annotations.NullMarked;

/**
 * The scheduler on virtual time.
 */
@NullMarked
package dev.triptych.simulation;

import org.jspecify.annotations.NullMarked;

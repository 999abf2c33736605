/**
 * Load generator and baselines.
 */
@NullMarked
package dev.triptych.bench;

import org.jspecify.annotations.NullMarked;

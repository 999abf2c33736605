/**
 * Main, configuration and the command line.
 */
@NullMarked
package dev.triptych.app;

import org.jspecify.annotations.NullMarked;

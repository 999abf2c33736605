/**
 * Main, configuration and the command line; the only room that knows Guice, the environment and system properties.
 * Starting point: {@link dev.triptych.app.Main}.
 */
@NullMarked
package dev.triptych.app;

import org.jspecify.annotations.NullMarked;

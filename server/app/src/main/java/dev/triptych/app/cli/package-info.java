/**
 * The command line. Starting point: {@link dev.triptych.app.cli.TriptychCommand}, which lists the commands.
 */
@NullMarked
package dev.triptych.app.cli;

import org.jspecify.annotations.NullMarked;

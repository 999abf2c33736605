/**
 * Settings from flags, the environment, a file and defaults. Starting point: {@link dev.triptych.app.config.Settings}.
 */
@NullMarked
package dev.triptych.app.config;

import org.jspecify.annotations.NullMarked;

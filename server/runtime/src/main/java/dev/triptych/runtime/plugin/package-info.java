/**
 * Plugins and their class loaders. Starting points: {@link dev.triptych.runtime.plugin.PluginLoader}, then {@link dev.triptych.runtime.plugin.PluginGuard}.
 */
@NullMarked
package dev.triptych.runtime.plugin;

import org.jspecify.annotations.NullMarked;

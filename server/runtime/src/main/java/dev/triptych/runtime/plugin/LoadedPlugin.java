package dev.triptych.runtime.plugin;

import dev.triptych.spi.model.ModelPlugin;

/**
 * A model family at work.
 *
 * @param name the family's name
 * @param plugin the plugin; called through the guard only
 * @param guard what stands around every call
 */
public record LoadedPlugin(String name, ModelPlugin plugin, PluginGuard guard) {
    /** A plugin that lives in the server's own class loader; for tests and shipped families. */
    public static LoadedPlugin of(ModelPlugin plugin) {
        ClassLoader loader = plugin.getClass().getClassLoader();
        return new LoadedPlugin(plugin.name(), plugin, new PluginGuard(plugin.name(), loader));
    }
}

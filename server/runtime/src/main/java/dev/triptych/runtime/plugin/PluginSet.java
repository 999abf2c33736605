package dev.triptych.runtime.plugin;

import dev.triptych.spi.backend.BackendProvider;
import dev.triptych.spi.error.TaskException;
import java.util.List;

/**
 * The plugins of a process.
 *
 * @param families the model families that loaded
 * @param backends the backends' providers that loaded, in the order of their jars
 * @param failures what did not load, and why
 */
public record PluginSet(List<LoadedPlugin> families, List<BackendProvider> backends, List<Failure> failures) {
    public PluginSet {
        families = List.copyOf(families);
        backends = List.copyOf(backends);
        failures = List.copyOf(failures);
    }

    /**
     * A plugin that did not load.
     *
     * @param plugin the name of its folder or jar
     * @param error why, with reason {@code PLUGIN_LOAD} and, where something was thrown, its cause
     */
    public record Failure(String plugin, TaskException error) {}
}

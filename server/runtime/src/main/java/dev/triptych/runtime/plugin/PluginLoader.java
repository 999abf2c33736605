package dev.triptych.runtime.plugin;

import dev.triptych.spi.backend.BackendProvider;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelPlugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Loads the backends into one engine class loader and each family into its own; a plugin that fails harms no other.
 *
 * <p>The engine loader is never closed: a native library belongs to the loader that loaded it for the life of the
 * process.
 */
public final class PluginLoader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    private final ClassLoader application;
    private final List<LoadedPlugin> families = new ArrayList<>();
    private final List<BackendProvider> backends = new ArrayList<>();
    private final List<PluginSet.Failure> failures = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private PluginLoader(ClassLoader application) {
        this.application = application;
    }

    /**
     * Loads everything that can be loaded.
     *
     * @param application the loader of the server's own classes
     * @param engines folders of jars, or jars, all of one engine loader
     * @param families folders of jars, or jars, each a family's
     */
    public static PluginSet load(ClassLoader application, List<Path> engines, List<Path> families) {
        PluginLoader loader = new PluginLoader(application);
        loader.engines(engines);
        families.forEach(loader::family);
        return new PluginSet(loader.families, loader.backends, loader.failures);
    }

    private void engines(List<Path> places) {
        List<URL> urls = new ArrayList<>();
        for (Path place : places) {
            String name = nameOf(place);
            try {
                urls.addAll(List.of(Jars.urls(name, Jars.of(name, place))));
            } catch (TaskException e) {
                failures.add(new PluginSet.Failure(name, e));
            }
        }
        if (urls.isEmpty()) {
            return;
        }
        URLClassLoader loader = new URLClassLoader("engines", urls.toArray(URL[]::new), application);
        Services.each("backends", BackendProvider.class, loader, backends)
                .forEach(failure -> failures.add(new PluginSet.Failure("backends", failure)));
    }

    private void family(Path place) {
        String folder = nameOf(place);
        FamilyClassLoader loader = null;
        try {
            loader = new FamilyClassLoader(folder, Jars.urls(folder, Jars.of(folder, place)), application);
            List<ModelPlugin> found = Services.of(folder, ModelPlugin.class, loader);
            if (found.isEmpty()) {
                throw Jars.failure(folder, "it declares no " + ModelPlugin.class.getName(), null);
            }
            List<LoadedPlugin> good = new ArrayList<>();
            for (ModelPlugin plugin : found) {
                good.add(checked(folder, plugin, loader));
            }
            good.forEach(plugin -> names.add(plugin.name()));
            families.addAll(good);
        } catch (TaskException e) {
            failures.add(new PluginSet.Failure(folder, e));
            close(loader);
        }
    }

    private LoadedPlugin checked(String folder, ModelPlugin plugin, ClassLoader loader) {
        PluginGuard guard = new PluginGuard(folder, loader);
        int version;
        String name;
        try {
            version = guard.call("apiVersion", plugin::apiVersion);
            name = guard.call("name", plugin::name);
        } catch (TaskException e) {
            throw Services.failed(folder, e.getCause() == null ? e : e.getCause());
        }
        if (version != ModelPlugin.API_VERSION) {
            throw Jars.failure(
                    folder,
                    "it was built for version " + version + " of the SPI, the server has " + ModelPlugin.API_VERSION,
                    null);
        }
        if (!NAME.matcher(name).matches()) {
            throw Jars.failure(folder, "its name " + Quoted.text(name) + " is not letters, digits and dashes", null);
        }
        if (names.contains(name)) {
            throw Jars.failure(folder, "the family " + name + " is loaded already", null);
        }
        return new LoadedPlugin(name, plugin, new PluginGuard(name, loader));
    }

    private static String nameOf(Path place) {
        Path last = place.getFileName();
        return last == null ? "plugin" : last.toString();
    }

    private static void close(@org.jspecify.annotations.Nullable FamilyClassLoader loader) {
        if (loader != null) {
            try {
                loader.close();
            } catch (IOException e) {
                // The plugin is refused already; an open jar is the worst that is left.
            }
        }
    }
}

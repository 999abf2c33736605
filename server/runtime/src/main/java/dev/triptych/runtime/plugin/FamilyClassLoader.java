package dev.triptych.runtime.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * The class loader of one family: its own jars first, and of the server only what a plugin may see.
 *
 * <p>A plugin sees the JDK, the SPI, the media library and the null annotations. Everything else of the server is not
 * there for it, so a plugin may carry any version of any library, and cannot reach what is not its business.
 */
final class FamilyClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final List<String> SHARED =
            List.of("dev.triptych.spi.", "dev.triptych.media.", "org.jspecify.annotations.");

    private final ClassLoader application;

    /** A loader over the plugin's jars; the application loader is asked for the shared packages only. */
    FamilyClassLoader(String plugin, URL[] jars, ClassLoader application) {
        super("plugin-" + plugin, jars, ClassLoader.getPlatformClassLoader());
        this.application = application;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (shared(name)) {
            return application.loadClass(name);
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public URL getResource(String name) {
        return shared(name.replace('/', '.')) ? application.getResource(name) : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return shared(name.replace('/', '.')) ? Collections.emptyEnumeration() : super.getResources(name);
    }

    private static boolean shared(String name) {
        return SHARED.stream().anyMatch(name::startsWith);
    }
}

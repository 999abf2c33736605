package dev.triptych.runtime.plugin;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Finds the jars of a plugin and refuses those that are half written. */
final class Jars {
    private Jars() {}

    /** The jars of a folder in order, or the one jar that the path is. */
    static List<Path> of(String plugin, Path place) {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        try (Stream<Path> entries = Files.list(place)) {
            List<Path> jars = entries.filter(
                            path -> path.getFileName().toString().endsWith(".jar"))
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
            if (jars.isEmpty()) {
                throw failure(plugin, "its folder holds no jar", null);
            }
            return jars;
        } catch (IOException e) {
            throw failure(plugin, "its folder cannot be read", e);
        }
    }

    /** The jars as URLs, each opened once to see that its directory is whole. */
    static URL[] urls(String plugin, List<Path> jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                file.entries();
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new AssertionError("a file has a URL", e);
            } catch (IOException e) {
                throw failure(plugin, "the jar " + jar.getFileName() + " is damaged or half written", e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    static TaskException failure(String plugin, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        String message = "Plugin " + plugin + " cannot be loaded: " + why + ".";
        return cause == null
                ? TaskException.of(Reason.PLUGIN_LOAD, message)
                : TaskException.of(Reason.PLUGIN_LOAD, message, cause);
    }
}

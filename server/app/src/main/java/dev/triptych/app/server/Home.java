package dev.triptych.app.server;

import dev.triptych.app.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The installed release: {@code lib}, {@code engines}, {@code plugins}, {@code models}.
 *
 * @param path its top
 */
public record Home(Path path) {
    /**
     * The home that the launcher named.
     *
     * @throws ConfigException when the program was started without it
     */
    public static Home fromLauncher() {
        String home = System.getProperty("triptych.home");
        if (home == null) {
            throw new ConfigException("start this program by bin/triptych");
        }
        return new Home(Path.of(home));
    }

    /** One folder for each backend, in order of names. */
    public List<Path> engineFolders() {
        return folders("engines");
    }

    /** One folder for each family plugin, in order of names. */
    public List<Path> pluginFolders() {
        return folders("plugins");
    }

    /** The folders of the models that are shipped, in order of names. */
    public List<Path> shippedModels() {
        return folders("models");
    }

    private List<Path> folders(String kind) {
        Path parent = path.resolve(kind);
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new ConfigException("cannot read " + parent + ": " + e.getMessage());
        }
    }
}

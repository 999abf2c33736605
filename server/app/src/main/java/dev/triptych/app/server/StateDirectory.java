package dev.triptych.app.server;

import dev.triptych.app.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the directory under which everything is written at run time. */
public final class StateDirectory {
    private StateDirectory() {}

    /**
     * The directory, made if need be: the one asked for, else {@code $XDG_STATE_HOME/triptych}, else
     * {@code ~/.local/state/triptych}, else a folder under the temporary one.
     *
     * @throws ConfigException when the one asked for cannot be written to
     */
    public static Path find(@Nullable Path asked, Map<String, String> environment, Path temporary) {
        if (asked != null) {
            if (!usable(asked)) {
                throw new ConfigException("--state-dir " + asked + " cannot be made or written to");
            }
            return asked.toAbsolutePath();
        }
        return candidate(environment)
                .filter(StateDirectory::usable)
                .orElseGet(() -> temporary(temporary))
                .toAbsolutePath();
    }

    private static Optional<Path> candidate(Map<String, String> environment) {
        String state = environment.get("XDG_STATE_HOME");
        if (state != null && !state.isEmpty()) {
            return Optional.of(Path.of(state, "triptych"));
        }
        String home = environment.get("HOME");
        return home == null || home.isEmpty() ? Optional.empty() : Optional.of(Path.of(home, ".local/state/triptych"));
    }

    private static Path temporary(Path temporary) {
        try {
            // A name of its own: in a shared temporary folder a foreseeable one could be somebody else's.
            return Files.createTempDirectory(temporary, "triptych-");
        } catch (IOException e) {
            throw new ConfigException("no place to write state: give --state-dir");
        }
    }

    private static boolean usable(Path directory) {
        try {
            Files.createDirectories(directory);
            return Files.isWritable(directory);
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.triptych.app.server;

import dev.triptych.app.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the directory under which everything is written at run time. */
public final class StateDirectory {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

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

    // One folder per user, so that starts share what they unpack; never one that somebody else made there first.
    private static Path temporary(Path temporary) {
        Path own = temporary.resolve("triptych-" + System.getProperty("user.name"));
        try {
            if (!Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(own, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            Path made = Files.createTempFile(own, "probe", null);
            UserPrincipal me = Files.getOwner(made, LinkOption.NOFOLLOW_LINKS);
            Files.delete(made);
            boolean mine = Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(own, LinkOption.NOFOLLOW_LINKS).equals(me)
                    && Files.getPosixFilePermissions(own, LinkOption.NOFOLLOW_LINKS)
                            .equals(PRIVATE);
            return mine ? own : Files.createTempDirectory(temporary, "triptych-");
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

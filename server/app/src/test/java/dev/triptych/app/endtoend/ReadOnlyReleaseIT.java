package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.client.Input;
import dev.triptych.client.TriptychClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A release that cannot be written to, without a home: everything written lies under the state or temporary folder. */
final class ReadOnlyReleaseIT {
    @Test
    void serve_fromAReadOnlyTreeWithoutHome_writesOnlyToTheStateFolder() throws IOException {
        Path release = Launcher.folder("read-only").resolve("release");
        Path state = Launcher.folder("read-only").resolve("state");
        writable(release, true);
        Folders.copy(Launcher.ROOT.resolve("server/app/target/triptych"), release);
        assertThat(release.resolve("bin/triptych").toFile().setExecutable(true)).isTrue();
        Folders.delete(state);
        writable(release, false);
        Map<Path, Object> before = facts(release);

        try (ServerProcess server =
                        ServerProcess.serve(Launcher.of(release.resolve("bin/triptych")), "--state-dir", state);
                TriptychClient client = server.client()) {
            assertThat(client.embed("mini", Input.text("a cat")).get(0).ok()).isTrue();
            server.terminate();
            assertThat(server.awaitExit()).isZero();
        } finally {
            writable(release, true);
        }

        assertThat(facts(release)).isEqualTo(before);
        assertThat(state).isNotEmptyDirectory();
    }

    @Test
    void serve_withoutHomeOrStateFolder_takesOneUnderTheTemporaryFolder() throws IOException {
        Path temporary = Launcher.folder("temporary");
        Launcher launcher = Launcher.of(Launcher.ROOT.resolve("bin/triptych"))
                .with("TRIPTYCH_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);

        try (ServerProcess server = ServerProcess.serve(launcher)) {
            server.terminate();
            assertThat(server.awaitExit()).isZero();
        }

        assertThat(Folders.tree(temporary)).anyMatch(path -> path.endsWith("natives"));
        Folders.delete(temporary);
    }

    private static Map<Path, Object> facts(Path folder) throws IOException {
        Map<Path, Object> facts = new HashMap<>();
        for (Path file : Folders.tree(folder)) {
            facts.put(file, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        }
        return facts;
    }

    // To the super-user nothing is read-only; there the comparison of times and names alone tells.
    private static void writable(Path folder, boolean may) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        for (Path file : Folders.tree(folder)) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            if (may) {
                permissions.add(PosixFilePermission.OWNER_WRITE);
            } else {
                permissions.remove(PosixFilePermission.OWNER_WRITE);
            }
            Files.setPosixFilePermissions(file, permissions);
        }
    }
}

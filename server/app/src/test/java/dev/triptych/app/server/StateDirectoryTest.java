package dev.triptych.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.app.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirectoryTest {
    @TempDir
    Path folder;

    private Path find(Map<String, String> environment) {
        return StateDirectory.find(null, environment, folder);
    }

    @Test
    void find_asked_isMadeAndTaken() {
        Path asked = folder.resolve("a/b");

        assertThat(StateDirectory.find(asked, Map.of("HOME", folder.toString()), folder))
                .isEqualTo(asked)
                .isDirectory();
    }

    @Test
    void find_askedButUnusable_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> StateDirectory.find(file.resolve("below"), Map.of(), folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--state-dir");
    }

    @Test
    void find_xdgStateHome_goesBeforeHome() {
        Path state = folder.resolve("state");

        assertThat(find(Map.of("XDG_STATE_HOME", state.toString(), "HOME", folder.toString())))
                .isEqualTo(state.resolve("triptych"));
        assertThat(find(Map.of("XDG_STATE_HOME", "", "HOME", folder.toString())))
                .isEqualTo(folder.resolve(".local/state/triptych"));
    }

    @Test
    void find_noHomeOrUnusableHome_isThisUsersTemporaryFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("home"), "no folder");

        Path first = find(Map.of());
        Path second = find(Map.of("HOME", file.toString()));

        assertThat(first).isDirectory().hasParent(folder).isEqualTo(second);
        assertThat(Files.getPosixFilePermissions(first)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void find_noHomeAndAFolderThatOthersCanRead_isAnotherFolder() throws IOException {
        Path own = find(Map.of());
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(find(Map.of())).isDirectory().hasParent(folder).isNotEqualTo(own);
    }
}

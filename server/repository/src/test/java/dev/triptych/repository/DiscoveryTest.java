package dev.triptych.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {
    @TempDir
    Path temp;

    @Test
    void folderOfModels_isEachOfItsFolders() throws IOException {
        write("all/a/config.json");
        write("all/b/1/model.onnx");
        write("all/models--o--c/snapshots/x/config.json");
        write("all/.cache/file");
        assertThat(names(temp.resolve("all").toString())).containsExactly("a", "b", "c");
    }

    @Test
    void illNamedFolder_amongOthers_isKeptToFailAlone() throws IOException {
        write("all/a/config.json");
        write("all/my model/config.json");
        write("all/" + "n".repeat(129) + "/config.json");
        write("all/" + "n".repeat(130) + "/config.json");
        assertThat(names(temp.resolve("all").toString())).containsExactly("a", "my model", "n".repeat(64) + "…");
        refused(Reason.NAME_INVALID, temp + "/all/my model");
        refused(Reason.NAME_INVALID, "my model=" + temp + "/all/a");
    }

    @Test
    void modelFolder_isOneModelUnderItsOrTheGivenName() throws IOException {
        write("m/model.onnx");
        write("t/1/model.onnx");
        assertThat(names(temp + "/m")).containsExactly("m");
        assertThat(names(temp + "/t")).containsExactly("t");
        assertThat(names("other=" + temp + "/m", temp + "/m")).containsExactly("other", "m");
    }

    @Test
    void missingFolder_isKeptToFailAlone() {
        assertThat(names(temp + "/absent")).containsExactly("absent");
    }

    @Test
    void names_doubledOrInvalid_areRefused() throws IOException {
        write("m/model.onnx");
        write("x/m/model.onnx");
        refused(Reason.CONFIG_INVALID, temp + "/m", temp + "/x/m");
        refused(Reason.NAME_INVALID, "-bad=" + temp + "/m");
        refused(Reason.NAME_INVALID, "a b=" + temp + "/m");
        assertThat(Names.valid("a".repeat(128))).isTrue();
        assertThat(Names.valid("a".repeat(129))).isFalse();
        assertThat(Names.valid("../a")).isFalse();
    }

    private static List<String> names(String... arguments) {
        return Discovery.discover(List.of(arguments)).stream()
                .map(ModelSource::name)
                .toList();
    }

    private static void refused(Reason reason, String... arguments) {
        assertThatThrownBy(() -> names(arguments))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private void write(String name) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}");
    }
}

package dev.triptych.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderViewTest {
    private static final String DIGEST_OF_HI = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4";

    @TempDir
    Path temp;

    @Test
    void files_ofAFolder_areItsOwnWithoutLitter() throws IOException {
        write("m/config.json", "{}");
        write("m/onnx/model.onnx", "x");
        write("m/.hidden", "x");
        write("m/notes.txt~", "x");
        write("m/.model.yaml.swp", "x");
        write("m/weights.tmp", "x");
        FolderView view = FolderView.open(temp.resolve("m"));
        assertThat(view.files()).containsExactly("config.json", "onnx/model.onnx");
        assertThat(view.text("config.json")).isEqualTo("{}");
        assertThat(view.size("onnx/model.onnx")).isEqualTo(1);
        assertThat(view.version()).isEqualTo("1");
    }

    @Test
    void shown_ofAFolder_isAPathOnlyForItsUser() throws IOException {
        write("m/config.json", "{}");
        write("models--openai--clip/refs/main", "sha1");
        write("models--openai--clip/snapshots/sha1/config.json", "{}");
        Path cache = temp.resolve("models--openai--clip");
        assertThat(FolderView.open(temp.resolve("m")).shown()).isEqualTo("m");
        assertThat(FolderView.open(cache).shown()).isEqualTo("clip");
        assertThat(FolderView.openAsGiven(temp.resolve("m/../m")).shown()).isEqualTo(temp + "/m/../m");
        assertThat(FolderView.openAsGiven(cache).shown()).isEqualTo(cache + "/snapshots/sha1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activation",
                "dims",
                "dtype",
                "family",
                "labels",
                "labels_file",
                "logit_scale",
                "space",
                "towers"
            })
    void overrides_keyThatAFamilyReads_isKnown(String key) {
        assertThat(ModelYaml.parse((key + ": 1").getBytes(StandardCharsets.UTF_8)))
                .containsOnlyKeys(key);
    }

    @Test
    void links_leavingTheFolder_areNotThere() throws IOException {
        write("secret.txt", "s");
        write("elsewhere/file.txt", "s");
        write("m/config.json", "{}");
        Files.createSymbolicLink(temp.resolve("m/secret.txt"), temp.resolve("secret.txt"));
        Files.createSymbolicLink(temp.resolve("m/sub"), temp.resolve("elsewhere"));
        Files.createSymbolicLink(temp.resolve("m/nowhere"), temp.resolve("absent"));
        Files.createSymbolicLink(temp.resolve("m/inner.json"), temp.resolve("m/config.json"));
        FolderView view = FolderView.open(temp.resolve("m"));
        assertThat(view.files()).containsExactly("config.json", "inner.json");
        refused(Reason.MODEL_INCOMPLETE, () -> view.read("../secret.txt"));
    }

    @Test
    void cacheFolder_withRefsMain_servesThatSnapshotThroughItsBlobs() throws IOException {
        write("models--openai--clip/blobs/abc", "{}");
        write("models--openai--clip/refs/main", "sha2");
        write("models--openai--clip/snapshots/sha1/config.json", "old");
        Path snapshot = Files.createDirectories(temp.resolve("models--openai--clip/snapshots/sha2"));
        Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/abc"));
        FolderView view = FolderView.open(temp.resolve("models--openai--clip"));
        assertThat(view.name()).isEqualTo("clip");
        assertThat(view.text("config.json")).isEqualTo("{}");
        assertThat(FolderView.open(snapshot).text("config.json")).isEqualTo("{}");
    }

    @Test
    void versions_severalWithFiles_highestIsServed() throws IOException {
        write("triton/config.pbtxt", "");
        write("triton/1/model.onnx", "1");
        write("triton/3/model.onnx", "3");
        Files.createDirectories(temp.resolve("triton/4"));
        FolderView triton = FolderView.open(temp.resolve("triton"));
        assertThat(triton.version()).isEqualTo("3");
        assertThat(triton.files()).containsExactly("3/model.onnx", "config.pbtxt");

        write("clip/2/config.json", "{}");
        FolderView clip = FolderView.open(temp.resolve("clip"));
        assertThat(clip.version()).isEqualTo("2");
        assertThat(clip.files()).containsExactly("config.json");
    }

    @Test
    void halfWrittenFolders_areIncomplete() throws IOException {
        refused(Reason.MODEL_INCOMPLETE, () -> FolderView.open(temp.resolve("absent")));
        Files.createDirectories(temp.resolve("empty"));
        refused(Reason.MODEL_INCOMPLETE, () -> FolderView.open(temp.resolve("empty")));
        Files.createDirectories(temp.resolve("version/1"));
        write("version/config.pbtxt", "");
        refused(Reason.MODEL_INCOMPLETE, () -> FolderView.open(temp.resolve("version")));
        write("download/config.json", "{}");
        write("download/model.onnx.part", "x");
        refused(Reason.MODEL_INCOMPLETE, () -> FolderView.open(temp.resolve("download")));
    }

    @Test
    void manifest_ofAnotherFile_isIncomplete() throws IOException {
        write("m/a.txt", "hi");
        write("m/manifest.json", "{\"files\": {\"a.txt\": {\"sha256\": \"" + DIGEST_OF_HI + "\", \"size\": 2}}}");
        assertThat(FolderView.open(temp.resolve("m")).files()).contains("a.txt");
        write("m/a.txt", "ho");
        refused(Reason.MODEL_INCOMPLETE, () -> FolderView.open(temp.resolve("m")));
        Files.delete(temp.resolve("m/a.txt"));
        refused(Reason.MODEL_INCOMPLETE, () -> FolderView.open(temp.resolve("m")));
        write("m/manifest.json", "{\"files\": {\"a.t");
        refused(Reason.MODEL_INCOMPLETE, () -> FolderView.open(temp.resolve("m")));
    }

    @Test
    void fingerprint_fileTouched_changes() throws IOException {
        write("m/a.txt", "hi");
        FolderView view = FolderView.open(temp.resolve("m"));
        Map<String, String> before = view.fingerprint();
        assertThat(view.fingerprint()).isEqualTo(before);
        Files.setLastModifiedTime(temp.resolve("m/a.txt"), FileTime.fromMillis(1));
        assertThat(view.fingerprint()).isNotEqualTo(before);
    }

    @Test
    void modelYaml_strict_refusesWhatItDoesNotKnow() throws IOException {
        write("m/model.yaml", "family: dual-encoder\nlogit_scale: 12.5\ndtype: fp16\ndims: [8, 4]\n");
        assertThat(FolderView.open(temp.resolve("m")).overrides())
                .containsEntry("logit_scale", 12.5)
                .containsEntry("dtype", "fp16")
                .containsEntry("dims", List.of(8, 4))
                .containsEntry("family", "dual-encoder");
        assertThat(yaml("logit_scal: 3")).contains("'logit_scal'", "did you mean logit_scale?");
        assertThat(yaml("tokenizer: x")).contains("unknown key 'tokenizer'");
        assertThat(yaml("family: a\nfamily: b")).contains("not valid YAML");
        assertThat(yaml("- a\n- b")).contains("map of keys");
        assertThat(yaml("family: [")).contains("not valid YAML");
        assertThat(yaml("templates: &a [x]\ntowers: " + "[*a,".repeat(40) + "*a" + "]".repeat(40)))
                .contains("not valid YAML");
    }

    private String yaml(String text) throws IOException {
        write("y/model.yaml", text);
        return refused(Reason.CONFIG_INVALID, () -> FolderView.open(temp.resolve("y")));
    }

    private String refused(Reason reason, Runnable code) {
        TaskException[] seen = new TaskException[1];
        assertThatThrownBy(code::run).isInstanceOfSatisfying(TaskException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.text()).doesNotContain(temp.toString()).hasSizeLessThanOrEqualTo(512);
            seen[0] = e;
        });
        return seen[0].text();
    }

    private void write(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
